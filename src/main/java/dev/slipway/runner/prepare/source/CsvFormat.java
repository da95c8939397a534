package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) in UTF-8, with a header line or names that are given. Every line must have a field
 * for each column. The engine finds neither dialect nor columns by itself here: where lines differ
 * it would take another dialect in which they do not.
 *
 * @param tabs whether tabs stand between fields (TSV)
 */
record CsvFormat(boolean tabs) implements FileFormat {
  /** The longest line, in bytes. */
  private static final int LONGEST = 16 << 20;

  @Override
  public Relation read(Engine engine, Input input) throws IOException {
    String source = input.source().name();
    CsvOptions options = options(input);
    Map<CsvHeader, List<DataFile>> alike = new LinkedHashMap<>();
    for (DataFile file : input.files()) {
      CsvHeader header = CsvHeader.of(source, file, options, delimiter(options));
      alike.computeIfAbsent(header, h -> new ArrayList<>()).add(file);
    }
    checkTypes(source, options, alike);
    var parts = new ArrayList<String>();
    alike.forEach((header, files) -> parts.add(part(input, options, header, files)));
    String all = String.join(" UNION ALL BY NAME ", parts);
    try {
      var types = new CsvTypes(engine, all, options.types());
      Relation guessed = guessed(engine, types);
      if (guessed != null) {
        return guessed;
      }
      return Loading.of(
          engine,
          "(" + types.typed(column -> new CsvSearch(source, options).integer(alike, column)) + ")");
    } catch (EngineException e) {
      if (!FaultText.ofContent(e)) {
        throw e.at("source " + source);
      }
      throw CsvFault.of(input, alike.keySet().iterator().next(), e);
    }
  }

  /** Most files are what their first rows promise, and need to be read once only. */
  private static @Nullable Relation guessed(Engine engine, CsvTypes types) {
    String query = types.guessed();
    if (query == null) {
      return null;
    }
    try {
      return Loading.of(engine, "(" + query + ")");
    } catch (EngineException e) {
      if (String.valueOf(e.getMessage()).contains(CsvTypes.MISMATCH)) {
        return null;
      }
      throw e;
    }
  }

  private static CsvOptions options(Input input) {
    CsvOptions given = input.source().csv();
    return given != null
        ? given
        : new CsvOptions(null, null, null, null, List.of(), List.of(), Map.of());
  }

  private @Nullable String delimiter(CsvOptions options) {
    return options.delimiter() == null && tabs ? "\t" : options.delimiter();
  }

  private static void checkTypes(
      String source, CsvOptions options, Map<CsvHeader, List<DataFile>> alike) {
    for (String column : options.types().keySet()) {
      if (alike.keySet().stream().noneMatch(h -> h.columns().contains(column))) {
        throw SourceFault.unreadable(
            source,
            "csv.types names the column %s, but there are only %s"
                .formatted(
                    column,
                    FaultText.shortened(
                        String.join(", ", alike.keySet().iterator().next().columns()))));
      }
    }
  }

  private static String part(
      Input input, CsvOptions options, CsvHeader header, List<DataFile> files) {
    String quote = options.quote() == null ? "\"" : options.quote();
    return "SELECT * FROM read_csv("
        + Input.paths(files)
        + ", auto_detect = false, strict_mode = true, null_padding = false, delim = "
        + Sql.text(header.delimiter())
        + ", quote = "
        + Sql.text(quote)
        + ", escape = "
        + Sql.text(quote)
        + ", header = "
        + !Boolean.FALSE.equals(options.header())
        + ", max_line_size = "
        + LONGEST
        + ", nullstr = "
        + nulls(options)
        + ", hive_types_autocast = false, hive_partitioning = "
        + input.partitioned()
        + ", columns = "
        + columns(header, options)
        + ")";
  }

  private static String nulls(CsvOptions options) {
    return Stream.concat(Stream.of(""), options.nulls().stream())
        .map(Sql::text)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String columns(CsvHeader header, CsvOptions options) {
    return header.columns().stream()
        .map(name -> Sql.text(name) + ": " + Sql.text(CsvTypes.read(options.types().get(name))))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
