package dev.slipway.runner.attend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/** A file as careful code leaves it: written under another name, and renamed. */
final class RenamedFile {
  static void leave(Path folder, String name, String content) throws IOException {
    Path making = folder.resolve("." + name);
    write(making, content);
    Files.move(making, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Written a moment ago: the clock of a file system may stand still for some milliseconds. */
  static void write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setLastModifiedTime(
        file, FileTime.from(Files.getLastModifiedTime(file).toInstant().minusMillis(50)));
  }

  private RenamedFile() {}
}
