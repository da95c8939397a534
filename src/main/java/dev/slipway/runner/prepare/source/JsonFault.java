package dev.slipway.runner.prepare.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** Finds the place in a file at which it is no JSON; the engine tells that of its own buffers. */
final class JsonFault {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** " at line L, column C" in the file that a text is about; empty when nothing is found. */
  static String locate(FileFormat.Input input, String text) throws IOException {
    String name = input.named(text);
    for (DataFile file : input.files()) {
      if (file.name().equals(name)) {
        return locate(file);
      }
    }
    return "";
  }

  private static String locate(DataFile file) throws IOException {
    try (InputStream in = Files.newInputStream(file.path());
        JsonParser parser = JSON.createParser(in)) {
      while (parser.nextToken() != null) {
        // Only where it ends counts.
      }
      return "";
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
  }

  private JsonFault() {}
}
