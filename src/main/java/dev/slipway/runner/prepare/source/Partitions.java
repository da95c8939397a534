package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Folders named {@code <column>=<value>} in paths of files, as Hive writes them. */
final class Partitions {
  private static final String MISSING = "__HIVE_DEFAULT_PARTITION__";
  private static final Pattern FOLDER = Pattern.compile("[^=]+=[^=]*");

  /**
   * The partitions' folders of each file, with slashes between; empty texts when the source does
   * not ask for them. All files must be divided by the same columns.
   */
  static List<String> of(Source source, List<PlacedFile> files) {
    if (!Boolean.TRUE.equals(source.hivePartitions())) {
      return files.stream().map(file -> "").toList();
    }
    PlacedFile first = files.getFirst();
    for (PlacedFile file : files) {
      check(source, first.location(), first.path(), file.location(), file.path());
    }
    return files.stream().map(file -> String.join("/", folders(file.path()))).toList();
  }

  /**
   * Refuses a path that is not divided by the same columns as the first one.
   *
   * @param firstName the first one as a person knows it
   * @param name the path as a person knows it
   */
  static void check(Source source, String firstName, String first, String name, String path) {
    String columns = String.join(", ", columns(first));
    if (columns.isEmpty()) {
      throw SourceFault.unreadable(
          source.name(),
          firstName + " lies in no folder named <column>=<value>; leave out hivePartitions");
    }
    String others = String.join(", ", columns(path));
    if (!others.equals(columns)) {
      throw SourceFault.unreadable(
          source.name(),
          "%s is divided by %s, and %s by %s; all files must be divided by the same columns"
              .formatted(firstName, columns, name, others.isEmpty() ? "nothing" : others));
    }
  }

  /** The columns that a path's folders name. */
  static List<String> columns(String path) {
    return folders(path).stream().map(folder -> folder.substring(0, folder.indexOf('='))).toList();
  }

  /** Their values, decoded; null for a missing one. */
  static List<@Nullable String> values(String path) {
    var values = new ArrayList<@Nullable String>();
    for (String folder : folders(path)) {
      String value = folder.substring(folder.indexOf('=') + 1);
      values.add(value.equals(MISSING) ? null : decoded(value));
    }
    return values;
  }

  /** Hive writes what a path cannot have as %XX; a plus is a plus. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static List<String> folders(String path) {
    List<String> parts = List.of(path.split("/"));
    return parts.subList(0, parts.size() - 1).stream().filter(FOLDER.asMatchPredicate()).toList();
  }

  private Partitions() {}
}
