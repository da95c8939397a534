package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a CSV file's first line says.
 *
 * @param delimiter what stands between fields
 * @param columns the columns' names
 */
record CsvHeader(String delimiter, List<String> columns) {
  /** The longest first line, in bytes. */
  private static final int LONGEST = 1 << 20;

  private static final List<String> DELIMITERS = List.of(",", ";", "\t", "|");

  /**
   * Reads it.
   *
   * @param delimiter what stands between fields; null to find out
   */
  static CsvHeader of(String source, DataFile file, CsvOptions options, @Nullable String delimiter)
      throws IOException {
    String start = start(source, file);
    List<String> delimiters = delimiter == null ? DELIMITERS : List.of(delimiter);
    String chosen = delimiters.getFirst();
    List<String> columns = List.of();
    for (String candidate : delimiters) {
      List<String> fields = fields(start, candidate, options.quote());
      if (columns.isEmpty() || fields.size() > columns.size()) {
        chosen = candidate;
        columns = fields;
      }
    }
    if (Boolean.FALSE.equals(options.header())) {
      return new CsvHeader(chosen, options.columns());
    }
    check(source, file, columns);
    return new CsvHeader(chosen, columns);
  }

  private static String start(String source, DataFile file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file.path())) {
      head = in.readNBytes(LONGEST);
    }
    String text = new String(head, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      throw SourceFault.unreadable(
          source, file.name() + " is empty; it needs at least a line with the columns' names");
    }
    if (head.length == LONGEST && text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
      throw SourceFault.unreadable(source, file.name() + ", line 1: longer than 1 MiB; is it CSV?");
    }
    return text;
  }

  private static List<String> fields(String text, String delimiter, @Nullable String quote) {
    var format =
        CSVFormat.Builder.create(CSVFormat.RFC4180)
            .setDelimiter(delimiter)
            .setQuote(quote == null ? '"' : quote.charAt(0))
            .setIgnoreEmptyLines(true)
            .setTrailingData(true)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      CSVRecord first = parser.iterator().next();
      return first.toList();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      return List.of();
    }
  }

  private static void check(String source, DataFile file, List<String> columns) {
    if (columns.isEmpty()) {
      throw SourceFault.unreadable(
          source,
          file.name() + ", line 1: the columns' names cannot be read; see the quotes in it");
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (name.isBlank()) {
        throw SourceFault.unreadable(
            source,
            "%s, line 1: column %d of %d has no name; give it one"
                .formatted(file.name(), i + 1, columns.size()));
      }
      Integer before = places.put(name.toLowerCase(Locale.ROOT), i);
      if (before != null) {
        throw SourceFault.unreadable(
            source,
            "%s, line 1: columns %d and %d are both named %s; give one another name"
                .formatted(file.name(), before + 1, i + 1, FaultText.shortened(name)));
      }
    }
  }
}
