package dev.slipway.runner.prepare.transform;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Columns of a transform's output as a snapshot can hold them: a vector becomes its numbers. */
final class OutputColumns {
  /** Vectors of the largest embeddings in use have 4,096 numbers. */
  private static final int MOST = 5_000;

  /** A list, or an array of a length. */
  private static final Pattern LIST = Pattern.compile("(.*)\\[\\d*]");

  private static final String RESERVED = "__slipway";

  private final Engine engine;
  private final String table;
  private final List<Column> columns;
  private final TransformFault fault;

  OutputColumns(Engine engine, String table, TransformFault fault) {
    this.engine = engine;
    this.table = table;
    this.columns = engine.describe("SELECT * FROM " + table);
    this.fault = fault;
  }

  /** The query of the rows: lists of numbers as columns {@code <name>_<i>}, from 0. */
  String query() {
    Map<Column, Long> lengths = lengths();
    long wanted =
        columns.size()
            - lengths.size()
            + lengths.values().stream().mapToLong(Long::longValue).sum();
    if (wanted > MOST) {
      throw fault.failed(
          "its output would have %,d columns, each number of a list being one; at most %,d are kept, so write fewer"
              .formatted(wanted, MOST));
    }
    var values = new ArrayList<String>();
    var names = new HashSet<String>();
    for (Column column : columns) {
      Long length = lengths.get(column);
      if (length == null) {
        add(values, names, column.quoted(), column.name(), column.floating());
        continue;
      }
      for (int i = 0; i < length; i++) {
        String value = column.quoted() + "[" + (i + 1) + "]";
        add(values, names, value, column.name() + "_" + i, element(column).floating());
      }
    }
    return "SELECT " + String.join(", ", values) + " FROM " + table;
  }

  private void add(
      List<String> values, HashSet<String> names, String value, String name, boolean floating) {
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw fault.failed(
          "its output would have two columns named %s: a list's numbers become <name>_0, <name>_1 and so on; give one"
                  .formatted(name)
              + " another name");
    }
    if (name.startsWith(RESERVED)) {
      throw fault.failed(
          "column %s has a name that Slipway uses; name it otherwise".formatted(name));
    }
    values.add((floating ? Sql.finite(value) : value) + " AS " + Sql.name(name));
  }

  /** The length that all lists of a column have. */
  private Map<Column, Long> lengths() {
    List<Column> lists = new ArrayList<>();
    for (Column column : columns) {
      if (column.kind() != null) {
        continue;
      }
      if (!element(column).numeric()) {
        throw fault.failed(
            ("column %s is %s; besides numbers, text, booleans and moments only lists of numbers are kept, so write what"
                    + " you need of it as columns of its own, or as JSON text, which the step flatten takes apart")
                .formatted(column.name(), shortened(column.type())));
      }
      lists.add(column);
    }
    var lengths = new LinkedHashMap<Column, Long>();
    if (lists.isEmpty()) {
      return lengths;
    }
    String extremes =
        lists.stream()
            .map(c -> "min(len(%1$s)), max(len(%1$s))".formatted(c.quoted()))
            .collect(Collectors.joining(", "));
    engine.execute("CREATE OR REPLACE TEMP TABLE lengths AS SELECT " + extremes + " FROM " + table);
    engine.each(
        "SELECT * FROM lengths",
        row -> {
          for (int i = 0; i < lists.size(); i++) {
            long least = row.getLong(2 * i + 1);
            long most = row.getLong(2 * i + 2);
            if (least != most) {
              throw fault.failed(
                  "column %s holds lists of %,d to %,d numbers; all must have one length, since each number becomes a column"
                      .formatted(lists.get(i).name(), least, most));
            }
            if (most == 0) {
              throw fault.failed(
                  "column %s holds no number in any row; leave it out"
                      .formatted(lists.get(i).name()));
            }
            lengths.put(lists.get(i), most);
          }
        });
    return lengths;
  }

  /** What a list holds; of a column that is none, the column. */
  private static Column element(Column column) {
    Matcher list = LIST.matcher(column.type());
    return list.matches() ? new Column(column.name(), list.group(1)) : column;
  }

  private static String shortened(String type) {
    return type.length() > 80 ? type.substring(0, 80) + "…" : type;
  }
}
