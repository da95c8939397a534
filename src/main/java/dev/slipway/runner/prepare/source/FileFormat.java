package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way in which files are written. */
interface FileFormat {
  /** What is read, and how the source says it is written. */
  record Input(Source source, List<DataFile> files) {
    /** The files' paths as a list in SQL. */
    String paths() {
      return paths(files);
    }

    static String paths(List<DataFile> files) {
      return files.stream()
          .map(f -> Sql.text(f.path().toString()))
          .collect(Collectors.joining(", ", "[", "]"));
    }

    boolean partitioned() {
      return Boolean.TRUE.equals(source.hivePartitions());
    }

    /** What the engine said, with the files' own names. */
    String explain(EngineException fault) {
      String text =
          fault.getCause() instanceof SQLException cause
              ? String.valueOf(cause.getMessage())
              : String.valueOf(fault.getMessage());
      for (DataFile file : files) {
        text = text.replace(file.path().toString(), file.name());
      }
      return text;
    }

    /** The name of the file that a text of the engine's is about. */
    String named(String text) {
      return files.stream()
          .map(DataFile::name)
          .filter(text::contains)
          .findFirst()
          .orElse(files.getFirst().name());
    }
  }

  /** All rows of the files, united by column name. */
  Relation read(Engine engine, Input input) throws IOException;

  /** The format that the source names, or the file's ending tells. */
  static Source.Format of(Source source, DataFile file) {
    Source.Format given = source.format();
    if (given != null) {
      return given;
    }
    String name = file.fileName().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Source.Format.CSV;
      case "tsv" -> Source.Format.TSV;
      case "json" -> Source.Format.JSON;
      case "ndjson", "jsonl" -> Source.Format.NDJSON;
      case "parquet" -> Source.Format.Parquet;
      default ->
          throw SourceFault.unreadable(
              source.name(),
              "the name "
                  + file.fileName()
                  + " does not tell the format; set format to CSV, TSV, JSON, NDJSON or Parquet");
    };
  }

  /** Who reads a format. */
  static FileFormat reader(Source.Format format) {
    return switch (format) {
      case CSV -> new CsvFormat(false);
      case TSV -> new CsvFormat(true);
      case JSON -> new JsonFormat(false);
      case NDJSON -> new JsonFormat(true);
      case Parquet -> new ParquetFormat();
      case Files -> throw new IllegalArgumentException("files that are not read");
    };
  }
}
