package dev.slipway.runner.prepare.source;

import dev.slipway.store.Digest;
import dev.slipway.store.FileRevision;
import dev.slipway.store.SnapshotManifest.OriginFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * A file that has come to where it can be read.
 *
 * @param at where it lies: one that is mounted stays in its volume
 * @param location where it came from
 * @param sha256 its digest, which may be made while it is read
 * @param bytes its size
 * @param revision what tells its content from another
 */
record Brought(Path at, String location, Future<String> sha256, long bytes, FileRevision revision) {
  /**
   * Brings a file.
   *
   * @param to where one goes that comes over the network
   * @param cache what was brought before
   * @param hashing makes the digests of mounted files
   */
  static Brought of(PlacedFile file, Path to, FileCache cache, Executor hashing)
      throws IOException, InterruptedException {
    return switch (file) {
      case PlacedFile.Mounted mounted -> {
        var sha256 = new FutureTask<>(() -> Digest.ofFile(mounted.file()));
        hashing.execute(sha256);
        yield new Brought(
            mounted.file(),
            mounted.location(),
            sha256,
            Files.size(mounted.file()),
            mounted.revision());
      }
      case PlacedFile.Remote remote -> {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        FileRevision revision = revision(remote, to, cache);
        String sha256 = Digest.ofFile(to);
        cache.keep(remote.key(), revision, sha256, to);
        yield new Brought(
            to,
            remote.location(),
            CompletableFuture.completedFuture(sha256),
            Files.size(to),
            revision);
      }
    };
  }

  /** What the manifest says of it; waits for the digest. */
  OriginFile origin() throws IOException, InterruptedException {
    try {
      return new OriginFile(
          location, sha256.get(), bytes, revision.etag(), revision.version(), revision.modified());
    } catch (ExecutionException e) {
      throw new IOException("cannot read " + location, e.getCause());
    }
  }

  private static FileRevision revision(PlacedFile.Remote remote, Path to, FileCache cache)
      throws IOException, InterruptedException {
    FileCache.Entry kept = cache.find(remote.key());
    FileRevision revision = remote.fetch().fetch(kept == null ? null : kept.revision(), to);
    if (revision == null && kept != null && cache.bring(kept, to)) {
      return kept.revision();
    }
    return revision != null
        ? revision
        : Objects.requireNonNull(remote.fetch().fetch(null, to), "a file without a revision");
  }

  /** Refuses mounted files that became others while they were read. */
  static void checkUnchanged(String source, List<PlacedFile> files) throws IOException {
    for (PlacedFile file : files) {
      if (file instanceof PlacedFile.Mounted mounted
          && !(Files.exists(mounted.file())
              && VolumePlace.revision(mounted.file()).equals(mounted.revision()))) {
        throw SourceFault.changed(
            source,
            mounted.location()
                + " was written while it was read; write a file beside it and rename it");
      }
    }
  }

  /** What the files hold: one's digest, or that of all digests, sorted, one a line. */
  static String revision(List<OriginFile> files) {
    return files.size() == 1
        ? "sha256:" + files.getFirst().sha256()
        : Digest.ofText(
            files.stream()
                .map(file -> file.sha256() + "\n")
                .sorted()
                .collect(Collectors.joining()));
  }
}
