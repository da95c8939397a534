package dev.slipway.runner.prepare.transform;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Parquet files that a transform's container wrote. Whoever wrote them is not trusted: a link
 * could lead to files that only our containers may read.
 *
 * @param folder where they lie
 * @param names their names, in order
 */
record OutputFiles(Path folder, List<String> names) {
  private static final int MOST = 10_000;

  /** The engine would take other names for patterns. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.parquet");

  /** Finds them; names that begin with _ or . are bookkeeping of what wrote them. */
  static OutputFiles in(Path folder, TransformFault fault) throws IOException {
    List<Path> all;
    try (Stream<Path> list = Files.list(folder)) {
      all =
          list.filter(path -> !name(path).startsWith("_") && !name(path).startsWith("."))
              .sorted()
              .toList();
    }
    if (all.isEmpty()) {
      throw fault.failed(
          "its container wrote nothing into $SLIPWAY_OUTPUT; it must write the new rows there, as one or more"
              + " *.parquet files");
    }
    for (Path path : all) {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || !NAME.matcher(name(path)).matches()) {
        throw fault.failed(
            ("its container left %s in $SLIPWAY_OUTPUT; there may be only files named *.parquet, of letters, digits,"
                    + " dots, dashes and underscores, and neither folders nor links")
                .formatted(name(path)));
      }
    }
    if (all.size() > MOST) {
      throw fault.failed(
          "its container wrote %,d files; at most %,d are read, so write fewer and larger ones"
              .formatted(all.size(), MOST));
    }
    return new OutputFiles(folder, all.stream().map(OutputFiles::name).toList());
  }

  /** All rows, united by column name, as a table in SQL. */
  String table() {
    return "read_parquet(" + list() + ", union_by_name = true, hive_partitioning = false)";
  }

  /** Refuses two columns of one name, to which the engine would give others. */
  void checkNames(Engine engine, TransformFault fault) {
    var seen = new HashMap<String, Set<String>>();
    var open = new HashMap<String, TopLevel>();
    // Results that are streamed lose what went wrong with them, those of a table do not.
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE elements AS SELECT file_name, name, coalesce(num_children, 0) AS children"
            + " FROM parquet_schema("
            + list()
            + ")");
    engine.each(
        "SELECT file_name, name, children FROM elements ORDER BY file_name, rowid",
        row -> {
          String file = row.getString(1);
          String name = row.getString(2);
          boolean top = open.computeIfAbsent(file, f -> new TopLevel()).take(row.getLong(3));
          if (top
              && !seen.computeIfAbsent(file, f -> new HashSet<>())
                  .add(name.toLowerCase(Locale.ROOT))) {
            throw fault.failed(
                "%s has two columns named %s (capitals do not matter); give one another name"
                    .formatted(name(Path.of(file)), name));
          }
        });
  }

  /** What the engine said, with the files' names instead of their paths. */
  String explain(String text) {
    return text.replace(folder + "/", "");
  }

  private String list() {
    return names.stream()
        .map(name -> Sql.text(folder.resolve(name).toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Which elements of a schema, told in depth first, are columns. */
  private static final class TopLevel {
    private final Map<Integer, Long> left = new HashMap<>();
    private int depth;

    /** Whether the next element, with so many children, is a column. */
    boolean take(long children) {
      boolean column = depth == 1;
      left.merge(depth, -1L, Long::sum);
      if (children > 0) {
        left.put(++depth, children);
      }
      while (depth > 0 && left.getOrDefault(depth, 0L) == 0) {
        depth--;
      }
      return column;
    }
  }
}
