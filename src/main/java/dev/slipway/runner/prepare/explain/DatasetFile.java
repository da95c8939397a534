package dev.slipway.runner.prepare.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A YAML file with one Dataset or more, among whatever else. */
final class DatasetFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * The Datasets of a file by name, in order.
   *
   * @throws RunnerException FileUnreadable when there is none, or one cannot be read
   */
  static Map<String, DatasetSpec> read(Path file) throws IOException {
    var found = new LinkedHashMap<String, DatasetSpec>();
    try (var documents =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.newInputStream(file))) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (document.path("kind").asText().equals("Dataset")) {
          String name = document.at("/metadata/name").asText("");
          found.put(name, spec(file, name, document.path("spec")));
        }
      }
    } catch (NoSuchFileException e) {
      throw refusal("there is no file " + file);
    } catch (JsonProcessingException e) {
      throw refusal(file + " is no YAML: " + e.getOriginalMessage());
    }
    if (found.isEmpty()) {
      throw refusal(file + " holds no Dataset");
    }
    return found;
  }

  private static DatasetSpec spec(Path file, String name, JsonNode spec)
      throws JsonProcessingException {
    String where = file + ", dataset " + name + ": ";
    DatasetSpec read;
    try {
      read = YAML.treeToValue(spec, DatasetSpec.class);
    } catch (UnrecognizedPropertyException e) {
      throw refusal(
          where
              + "there is no field "
              + e.getPathReference().replaceAll(".*\\[\"(.*)\"\\]$", "$1")
              + " in "
              + place(e));
    } catch (JsonProcessingException e) {
      throw refusal(where + e.getOriginalMessage());
    }
    if (read == null || read.sources().isEmpty() || read.splits() == null) {
      throw refusal(where + "it needs spec.sources and spec.splits");
    }
    return read;
  }

  private static String place(UnrecognizedPropertyException e) {
    var place = new StringBuilder("spec");
    for (var part : e.getPath().subList(0, e.getPath().size() - 1)) {
      place.append(
          part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName());
    }
    return place.toString();
  }

  private static RunnerException refusal(String message) {
    return new RunnerException("FileUnreadable", message, false);
  }

  private DatasetFile() {}
}
