package dev.slipway.runner.attend;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a folder of checkpoints held at one moment. What begins with a dot or ends with {@code .tmp}
 * or {@code .part} is being written, and is not among it.
 *
 * @param files its files by their paths, sorted
 * @param inPlace the files and folders in it that did not get their names after they were written.
 *     Linux changes the inode's time (ctime) when a file or folder is renamed, while the time of
 *     the last write (mtime) stays; so what was renamed into place has an inode's time later than
 *     all writes.
 */
record FolderLook(SortedMap<String, State> files, Set<String> inPlace) {
  /** Nothing. */
  static final FolderLook EMPTY = new FolderLook(new TreeMap<>(), Set.of());

  /** A file's size, and when it was written and changed last. */
  record State(long bytes, FileTime written, FileTime changed) {}

  /** Looks at a folder; one that is not there is empty. */
  static FolderLook at(Path folder) throws IOException {
    var files = new TreeMap<String, State>();
    var inPlace = new TreeSet<String>();
    if (Files.isDirectory(folder)) {
      for (Path entry : entries(folder)) {
        var found = new TreeMap<String, State>();
        collect(folder, entry, found);
        files.putAll(found);
        if (!renamed(entry, found)) {
          inPlace.add(String.valueOf(entry.getFileName()));
        }
      }
    }
    return new FolderLook(files, inPlace);
  }

  /** Whether a file or folder in it has the same files as at another look. */
  boolean same(String entry, FolderLook other) {
    return under(entry).equals(other.under(entry));
  }

  private Map<String, State> under(String entry) {
    State file = files.get(entry);
    return file == null ? files.subMap(entry + "/", entry + "0") : Map.of(entry, file);
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(entry -> !unfinished(entry)).sorted().toList();
    }
  }

  private static boolean renamed(Path entry, Map<String, State> files) throws IOException {
    Optional<FileTime> written =
        files.values().stream().map(State::written).max(Comparator.naturalOrder());
    try {
      return written.isEmpty() || changed(entry).compareTo(written.get()) > 0;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static void collect(Path folder, Path entry, Map<String, State> files)
      throws IOException {
    Files.walkFileTree(
        entry,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return unfinished(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !unfinished(path)) {
              try {
                files.put(
                    folder.relativize(path).toString(),
                    new State(attributes.size(), attributes.lastModifiedTime(), changed(path)));
              } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE; // renamed or removed meanwhile
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException fault) throws IOException {
            if (fault instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw fault;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException fault)
              throws IOException {
            if (fault != null && !(fault instanceof NoSuchFileException)) {
              throw fault;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static FileTime changed(Path path) throws IOException {
    return (FileTime) Files.getAttribute(path, "unix:ctime");
  }

  private static boolean unfinished(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".") || name.endsWith(".tmp") || name.endsWith(".part");
  }
}
