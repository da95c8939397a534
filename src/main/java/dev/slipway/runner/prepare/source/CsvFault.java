package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a CSV file: the line, the column, and what to do. */
final class CsvFault {
  private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern FIELDS =
      Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
  private static final Pattern VALUE =
      Pattern.compile(
          "Error when converting column \"(.*?)\"\\. Could not convert string \"(.*?)\" to '(.*?)'",
          Pattern.DOTALL);
  private static final Pattern FILE = Pattern.compile("(?m)^ *file = (.*)$");

  static RunnerException of(FileFormat.Input input, CsvHeader header, EngineException fault) {
    String text = input.explain(fault);
    Matcher file = FILE.matcher(text);
    String name = file.find() ? file.group(1) : input.named(text);
    Matcher line = LINE.matcher(text);
    String place = line.find() ? name + ", line " + line.group(1) : name;
    return SourceFault.unreadable(input.source().name(), place + ": " + what(text, header));
  }

  private static String what(String text, CsvHeader header) {
    Matcher fields = FIELDS.matcher(text);
    if (fields.find()) {
      return "%s fields where the columns are %s, with %s between fields; correct the line, or set csv.delimiter"
          .formatted(fields.group(2), fields.group(1), spoken(header.delimiter()));
    }
    Matcher value = VALUE.matcher(text);
    if (value.find()) {
      return "column %s holds \"%s\", which is no %s; correct it, add it to csv.nulls, or change csv.types"
          .formatted(value.group(1), FaultText.shortened(value.group(2)), type(value.group(3)));
    }
    if (text.contains("not utf-8")) {
      return "not in UTF-8; set csv.encoding, for example to ISO-8859-1";
    }
    if (text.contains("unterminated quote")) {
      return "a quote is not closed, or text follows it; double quotes inside of quotes, or set csv.quote";
    }
    if (text.contains("Maximum line size")) {
      return "longer than 16 MiB; is a quote not closed?";
    }
    if (text.contains("state machine")) {
      return "not CSV as RFC 4180 has it; some lines end in CR LF and others in LF, or quotes are not"
          + " doubled";
    }
    return FaultText.firstLine(text);
  }

  private static String spoken(String delimiter) {
    return delimiter.equals("\t") ? "a tab" : "\"" + delimiter + "\"";
  }

  private static String type(String engine) {
    return switch (engine) {
      case "BIGINT" -> "integer";
      case "DOUBLE" -> "number";
      case "BOOLEAN" -> "boolean";
      default -> engine.startsWith("TIMESTAMP") ? "timestamp (ISO 8601)" : engine;
    };
  }

  private CsvFault() {}
}
