package dev.slipway.runner.prepare.source;

import dev.slipway.store.Digest;
import dev.slipway.store.FileRevision;
import dev.slipway.store.SnapshotManifest.OriginFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A file that has come to where it can be read.
 *
 * @param at where it lies: one that is mounted stays in its volume
 * @param origin what the manifest will say of it
 */
record Brought(Path at, OriginFile origin) {
  /**
   * Brings a file.
   *
   * @param to where one goes that comes over the network
   * @param cache what was brought before
   */
  static Brought of(PlacedFile file, Path to, FileCache cache)
      throws IOException, InterruptedException {
    return switch (file) {
      case PlacedFile.Mounted mounted ->
          of(mounted, mounted.file(), FileCache.sha256(mounted.file()), mounted.revision());
      case PlacedFile.Remote remote -> {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        FileRevision revision = revision(remote, to, cache);
        String sha256 = FileCache.sha256(to);
        cache.keep(remote.key(), revision, sha256, to);
        yield of(remote, to, sha256, revision);
      }
    };
  }

  private static Brought of(PlacedFile file, Path at, String sha256, FileRevision revision)
      throws IOException {
    return new Brought(
        at,
        new OriginFile(
            file.location(),
            sha256,
            Files.size(at),
            revision.etag(),
            revision.version(),
            revision.modified()));
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

  /** One file's digest, or that of the list of files as sha256sum prints it. */
  static String revision(List<OriginFile> files) {
    return files.size() == 1
        ? "sha256:" + files.getFirst().sha256()
        : Digest.ofText(
            files.stream()
                .map(file -> file.sha256() + "  " + file.location() + "\n")
                .collect(Collectors.joining()));
  }
}
