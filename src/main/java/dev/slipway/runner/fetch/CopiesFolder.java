package dev.slipway.runner.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of a claim in which copies lie, beside those that come and those that go. */
class CopiesFolder {
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f]{64}(?:-[0-9]+-[0-9]+)?)(?:\\.[0-9a-f-]{36}(\\.part|\\.old))?");

  /** How far something is. */
  enum State {
    /** It can be read. */
    WHOLE,
    /** It is being downloaded, or its download was killed. */
    PART,
    /** It was taken out of the way; pods that began with it may read it still. */
    OLD
  }

  /**
   * Something in the folder.
   *
   * @param path where it lies
   * @param copy the name of the copy that it is, will be or was
   */
  record Entry(Path path, String copy, State state) {}

  private final Path folder;

  CopiesFolder(Path folder) {
    this.folder = folder;
  }

  /** All that is in it; what has another name is not ours. */
  List<Entry> entries() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.flatMap(path -> entry(path).stream()).toList();
    }
  }

  private static Optional<Entry> entry(Path path) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    State state =
        switch (name.group(2)) {
          case null -> State.WHOLE;
          case ".part" -> State.PART;
          default -> State.OLD;
        };
    return Optional.of(new Entry(path, name.group(1), state));
  }

  /** Makes the folder in which a copy gathers. */
  Path part(String copy) throws IOException {
    return Files.createDirectory(folder.resolve(copy + "." + UUID.randomUUID() + ".part"));
  }

  /** Takes a copy out of the way: who has it mounted does not notice. */
  Path setAside(String copy) throws IOException {
    return Files.move(
        folder.resolve(copy),
        folder.resolve(copy + "." + UUID.randomUUID() + ".old"),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** How many bytes its volume has left for us. */
  long free() {
    return folder.toFile().getUsableSpace();
  }
}
