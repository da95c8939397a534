package dev.slipway.runner.prepare.source;

import dev.slipway.contract.PodPaths;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that files are brought to and unpacked in, and how much fits there: what does not is
 * refused before the kubelet evicts the pod for it.
 */
final class Scratch {
  private final Path folder;
  private final Path volume;
  private final long limit;
  private Folders.@Nullable Use measured;
  private long opened;
  private long written;

  private Scratch(Path folder, Path volume, long limit) {
    this.folder = folder;
    this.volume = volume;
    this.limit = limit;
  }

  /** A folder of the pod's scratch volume, whose size the pod's variables tell. */
  static Scratch of(PodContext pod, Path folder) {
    String limit = pod.variables().get(PodPaths.SCRATCH_BYTES);
    return new Scratch(
        folder, pod.path(PodPaths.SCRATCH), limit == null ? Long.MAX_VALUE : Long.parseLong(limit));
  }

  /** A source's own folder, empty. */
  Path folder(String source) throws IOException {
    Path own = folder.resolve(source);
    remove(own);
    return Files.createDirectories(own);
  }

  /** Removes a folder and what is in it. */
  void remove(Path tree) throws IOException {
    Folders.clear(tree);
  }

  /**
   * A new file.
   *
   * @param what what is written, as a person knows it
   */
  OutputStream create(String source, String what, Path file) throws IOException {
    return open(
        source, what, file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** The end of a file that is there. */
  OutputStream append(String source, String what, Path file) throws IOException {
    return open(source, what, file, StandardOpenOption.APPEND);
  }

  private OutputStream open(String source, String what, Path file, OpenOption... how)
      throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    long left = left();
    var options = Stream.concat(Stream.of(how), Stream.of(StandardOpenOption.WRITE));
    OutputStream out = Files.newOutputStream(file, options.distinct().toArray(OpenOption[]::new));
    return new LimitedOutput(
        out,
        left,
        length -> written += length,
        () ->
            SourceFault.full(
                source,
                String.format(
                    Locale.ROOT,
                    "%s is larger than the %,d MiB that are left of the pod's scratch volume; read"
                        + " fewer or smaller files",
                    what,
                    left >> 20)));
  }

  /** Whether so many bytes are left. */
  boolean has(long bytes) throws IOException {
    return left() >= bytes;
  }

  /** What is there is measured again only when a tenth as many files may have come. */
  private long left() throws IOException {
    if (measured == null || ++opened * 10 >= measured.files()) {
      measured = Folders.use(volume);
      written = 0;
      opened = 0;
    }
    long usable = Files.getFileStore(folder).getUsableSpace();
    return Math.max(0, Math.min(limit - measured.bytes() - Folders.blocks(written), usable));
  }
}
