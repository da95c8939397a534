package dev.slipway.runner.fetch;

import dev.slipway.contract.FetchTask.Item;
import dev.slipway.runner.Folders;
import dev.slipway.runner.RunnerException;
import dev.slipway.store.Digest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Files on their way into a folder: they gather in a folder inside it and move to their places once
 * all of them are verified, so nobody finds a part of them.
 */
final class Incoming {
  private static final String FOLDER = ".incoming";

  private final ObjectStore store;
  private final Item item;
  private final Path to;
  private final Path gathering;

  Incoming(ObjectStore store, Item item, Path to) throws IOException {
    this.store = store;
    this.item = item;
    this.to = to;
    this.gathering = to.resolve(FOLDER);
    begin();
  }

  /** Begins anew, without what has gathered. */
  void begin() throws IOException {
    Folders.clear(gathering);
    Files.createDirectories(gathering);
  }

  /** Brings files from below a folder of the store, each of the size and digest it must have. */
  void bring(String folder, List<StoredFile> files) throws IOException {
    bring(files, file -> folder + file.path());
  }

  /** Brings files that lie somewhere in the store, each of the size and digest it must have. */
  void bring(List<StoredFile> files, Function<StoredFile, String> from) throws IOException {
    for (StoredFile file : files) {
      Path place = gathering.resolve(file.path()).normalize();
      if (!place.startsWith(gathering) || file.path().startsWith("/")) {
        throw mismatch(
            item, "it lists the file " + file.path() + ", which leads out of its folder");
      }
      store.download(from.apply(file), place);
      String sha256 = Digest.ofFile(place);
      if (!sha256.equals(file.sha256())) {
        throw mismatch(
            item,
            "its file %s is %s and should be %s".formatted(file.path(), sha256, file.sha256()));
      }
    }
  }

  /** Adds a file that was read already. */
  void keep(String name, byte[] content) throws IOException {
    Files.write(gathering.resolve(name), content);
  }

  /** Where files gather. */
  Path folder() {
    return gathering;
  }

  /** A file that has been brought. */
  byte[] read(String name) throws IOException {
    Path file = gathering.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw mismatch(item, "its manifest does not list " + name);
    }
    return Files.readAllBytes(file);
  }

  /** Moves all to their places. */
  void settle() throws IOException {
    try (Stream<Path> all = Files.list(gathering)) {
      for (Path path : all.toList()) {
        Path place = to.resolve(path.getFileName());
        Folders.clear(place);
        Files.move(path, place);
      }
    }
    Files.delete(gathering);
  }

  /** Brings one file that nobody knows the digest of, and tells its size. */
  static long single(ObjectStore store, String name, Path to) throws IOException {
    Path incoming = to.resolveSibling(to.getFileName() + FOLDER);
    store.download(name, incoming);
    Files.move(incoming, to, StandardCopyOption.REPLACE_EXISTING);
    return Files.size(to);
  }

  static RunnerException mismatch(Item item, String what) {
    return new RunnerException(
        "DigestMismatch",
        "%s is not what was published as %s: %s".formatted(item.uri(), item.digest(), what),
        false);
  }
}
