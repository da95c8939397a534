package dev.slipway.runner.prepare.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive: with one file in it, whose name is used for its ending only, never as a path; or
 * with many that are wanted by their names.
 */
final class Zip implements Compression {
  @Override
  public String ending() {
    return ".zip";
  }

  @Override
  public String unpack(String source, String name, Path packed, Target to) throws IOException {
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(e -> !e.isDirectory() && !e.getName().startsWith("__MACOSX/"))
              .toList();
      if (entries.size() != 1) {
        throw SourceFault.unreadable(
            source, name + " holds " + entries.size() + " files; it must hold exactly one");
      }
      ZipEntry entry = entries.getFirst();
      checkName(source, name, entry);
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = to.open()) {
        in.transferTo(out);
      }
      return Locations.fileName(entry.getName());
    } catch (ZipException | EOFException e) {
      throw incomplete(source, name, e);
    }
  }

  /**
   * Unpacks all files but those whose names, or folders' names, begin with {@code _} or {@code .}.
   *
   * @param to opens the place of a file, given its name in the archive
   */
  static void unpackAll(String source, String name, Path packed, Members to) throws IOException {
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        checkName(source, name, entry);
        if (!entry.isDirectory() && !Glob.hidden(entry.getName())) {
          try (InputStream in = zip.getInputStream(entry);
              OutputStream out = to.open(entry.getName())) {
            in.transferTo(out);
          }
        }
      }
    } catch (ZipException | EOFException e) {
      throw incomplete(source, name, e);
    }
  }

  /** Where unpacked files go. */
  interface Members {
    OutputStream open(String name) throws IOException;
  }

  private static RuntimeException incomplete(String source, String name, IOException e) {
    return SourceFault.unreadable(
        source, name + " is no complete zip file: " + e.getMessage() + "; make or upload it again");
  }

  private static void checkName(String source, String name, ZipEntry entry) {
    String path = entry.getName().replace('\\', '/');
    if (path.startsWith("/")
        || path.matches("[A-Za-z]:.*")
        || List.of(path.split("/")).contains("..")) {
      throw SourceFault.unreadable(
          source,
          name
              + " holds a file whose name leads out of the archive: "
              + entry.getName()
              + "; pack it again");
    }
  }
}
