package dev.slipway.runner.publish;

import dev.slipway.runner.RunnerException;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that the training container left as its model. */
public final class ModelFolder {
  /**
   * Lists them in order of their paths, with digests.
   *
   * @throws RunnerException NoModel, InvalidModel or ModelUnreadable
   */
  public static List<StoredFile> files(Path folder) throws IOException {
    var files = new ArrayList<StoredFile>();
    Path real = Files.isDirectory(folder) ? folder.toRealPath() : folder;
    for (Path path : paths(folder)) {
      String name = folder.relativize(path).toString();
      if (!path.toRealPath().startsWith(real)) {
        throw new RunnerException(
            "InvalidModel",
            "the model's %s is a link out of $SLIPWAY_MODEL: copy the file instead".formatted(name),
            false);
      }
      if (name.chars().anyMatch(Character::isISOControl)) {
        throw new RunnerException(
            "InvalidModel", "a file of the model has a control character in its name", false);
      }
      try {
        files.add(StoredFile.of(name, path));
      } catch (AccessDeniedException e) {
        throw unreadable(name);
      }
    }
    if (files.isEmpty()) {
      throw new RunnerException(
          "NoModel",
          "training ended well, but the folder $SLIPWAY_MODEL is empty: write the model into it",
          false);
    }
    return files;
  }

  private static List<Path> paths(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (java.io.UncheckedIOException e) {
      if (e.getCause() instanceof AccessDeniedException denied) {
        throw unreadable(folder.relativize(Path.of(denied.getFile())).toString());
      }
      throw e.getCause();
    }
  }

  private static RunnerException unreadable(String name) {
    return new RunnerException(
        "ModelUnreadable",
        "the model's %s cannot be read by other users: let the training code make it readable (mode 0644, folders 0755)"
            .formatted(name),
        false);
  }

  private ModelFolder() {}
}
