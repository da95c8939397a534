package dev.slipway.runner.prepare.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip archive with one file in it. Its name is used for its ending only, never as a path. */
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
      if (leadsOut(entry.getName())) {
        throw SourceFault.unreadable(
            source,
            name
                + " holds a file whose name leads out of the archive: "
                + entry.getName()
                + "; pack it again");
      }
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = to.open()) {
        in.transferTo(out);
      }
      return Locations.fileName(entry.getName());
    } catch (ZipException | EOFException e) {
      throw SourceFault.unreadable(
          source,
          name + " is no complete zip file: " + e.getMessage() + "; make or upload it again");
    }
  }

  private static boolean leadsOut(String entry) {
    String path = entry.replace('\\', '/');
    return path.startsWith("/")
        || path.matches("[A-Za-z]:.*")
        || List.of(path.split("/")).contains("..");
  }
}
