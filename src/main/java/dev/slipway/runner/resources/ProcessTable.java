package dev.slipway.runner.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of a pod whose containers share their process namespace. The control group tells
 * containers apart: seen from one of them, its own processes have a path that no other's have.
 */
final class ProcessTable {
  /** Of a namespace that is shared, the container that only holds it. */
  private static final long PAUSE = 1;

  private final Path proc;

  /**
   * In a folder.
   *
   * @param proc {@code /proc}
   */
  ProcessTable(Path proc) {
    this.proc = proc;
  }

  /**
   * The processes of other containers. Those that end while they are read, and those that may not
   * be read, are left out.
   *
   * @return none when the namespace is not shared; parents mostly before their children, so that no
   *     time is seen both with a child and with the parent that has waited for it since
   * @throws IOException when this process cannot see itself
   */
  List<ProcessLook> others() throws IOException {
    String own = read(proc.resolve("self"), "cgroup");
    var looks = new ArrayList<ProcessLook>();
    for (long pid : pids()) {
      other(pid, own).ifPresent(looks::add);
    }
    return looks;
  }

  private List<Long> pids() throws IOException {
    var pids = new ArrayList<Long>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      entries.forEach(entry -> pids.add(Long.valueOf(String.valueOf(entry.getFileName()))));
    }
    pids.remove(PAUSE);
    pids.sort(null);
    return pids;
  }

  private Optional<ProcessLook> other(long pid, String own) {
    Path process = proc.resolve(String.valueOf(pid));
    try {
      return read(process, "cgroup").equals(own)
          ? Optional.empty()
          : Optional.of(ProcessLook.of(pid, read(process, "stat"), read(process, "status")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A process may give itself a name of any bytes. */
  private static String read(Path process, String file) throws IOException {
    return Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
