package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.runner.RunnerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Looks for the line of a value that the engine, which reads many lines at once, cannot tell. */
record CsvSearch(String source, CsvOptions options) {
  private static final Pattern INTEGER = Pattern.compile("\\s*[+-]?[0-9]{1,19}\\s*");

  /** The refusal of the first value of a column that is no whole number of 64 bits. */
  RunnerException integer(Map<CsvHeader, List<DataFile>> files, String column) {
    for (Map.Entry<CsvHeader, List<DataFile>> entry : files.entrySet()) {
      int index = entry.getKey().columns().indexOf(column);
      for (DataFile file : index < 0 ? List.<DataFile>of() : entry.getValue()) {
        RunnerException found = integer(file, entry.getKey(), column, index);
        if (found != null) {
          return found;
        }
      }
    }
    return SourceFault.unreadable(
        source, "column " + column + " holds a value that is no integer; change csv.types");
  }

  private @Nullable RunnerException integer(
      DataFile file, CsvHeader header, String column, int index) {
    var format =
        CSVFormat.Builder.create(CSVFormat.RFC4180)
            .setDelimiter(header.delimiter())
            .setQuote(options.quote() == null ? '"' : options.quote().charAt(0))
            .setIgnoreEmptyLines(true)
            .get();
    boolean named = !Boolean.FALSE.equals(options.header());
    try (CSVParser parser = CSVParser.parse(file.path(), StandardCharsets.UTF_8, format)) {
      for (CSVRecord row : parser) {
        String value = index < row.size() ? row.get(index) : "";
        boolean missing = value.isEmpty() || options.nulls().contains(value);
        if (!(named && row.getRecordNumber() == 1) && !missing && !whole(value)) {
          return SourceFault.unreadable(
              source,
              "%s, line %d: column %s holds \"%s\", which is no integer; correct it, add it to csv.nulls, or change csv.types"
                  .formatted(
                      file.name(),
                      parser.getCurrentLineNumber(),
                      column,
                      FaultText.shortened(value)));
        }
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      return null;
    }
    return null;
  }

  private static boolean whole(String value) {
    if (!INTEGER.matcher(value).matches()) {
      return false;
    }
    try {
      Long.parseLong(value.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
