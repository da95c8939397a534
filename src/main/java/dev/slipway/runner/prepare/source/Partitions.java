package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Folders named {@code <column>=<value>} in paths of files, as Hive writes them. */
final class Partitions {
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
    String columns = columns(first.path());
    if (columns.isEmpty()) {
      throw SourceFault.unreadable(
          source.name(),
          first.location() + " lies in no folder named <column>=<value>; leave out hivePartitions");
    }
    for (PlacedFile file : files) {
      String others = columns(file.path());
      if (!others.equals(columns)) {
        throw SourceFault.unreadable(
            source.name(),
            "%s is divided by %s, and %s by %s; all files must be divided by the same columns"
                .formatted(
                    first.location(),
                    columns,
                    file.location(),
                    others.isEmpty() ? "nothing" : others));
      }
    }
    return files.stream()
        .map(file -> folders(file.path()).collect(Collectors.joining("/")))
        .toList();
  }

  private static String columns(String path) {
    return folders(path)
        .map(folder -> folder.substring(0, folder.indexOf('=')))
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> folders(String path) {
    List<String> parts = List.of(path.split("/"));
    return parts.subList(0, parts.size() - 1).stream().filter(FOLDER.asMatchPredicate());
  }

  private Partitions() {}
}
