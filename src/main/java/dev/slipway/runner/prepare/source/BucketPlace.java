package dev.slipway.runner.prepare.source;

import dev.slipway.store.BucketAddress;
import dev.slipway.store.BucketReader;
import dev.slipway.store.FileRevision;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files of a bucket of S3, Google Cloud Storage or Azure Blob Storage.
 *
 * @param source the source's name
 * @param address which files
 * @param bucket the bucket, open
 * @param scratch where files are brought to
 * @param brought is told a file's path when its bytes have come
 */
record BucketPlace(
    String source,
    BucketAddress address,
    BucketReader bucket,
    Scratch scratch,
    Consumer<String> brought)
    implements Place {
  /** How often a file is brought that became another meanwhile. */
  private static final int ATTEMPTS = 2;

  @Override
  public List<PlacedFile> files() {
    Glob glob = Glob.of(source, address.path());
    return glob.literal()
        ? List.of(file(address.path()))
        : matching(glob).keySet().stream().map(this::file).toList();
  }

  @Override
  public SortedMap<String, FileRevision> revisions() {
    Glob glob = Glob.of(source, address.path());
    if (!glob.literal()) {
      return matching(glob);
    }
    try {
      return new TreeMap<>(Map.of(address.path(), bucket.stat(address.path())));
    } catch (StoreException e) {
      throw SourceFault.of(source, e);
    }
  }

  private SortedMap<String, FileRevision> matching(Glob glob) {
    try {
      var files = new TreeMap<String, FileRevision>();
      for (BucketReader.Item item : bucket.list(glob.folder())) {
        if (glob.matches(item.path())) {
          files.put(item.path(), item.revision());
        }
      }
      if (files.isEmpty()) {
        throw SourceFault.notFound(
            source, "there is no file like " + address.root() + address.path());
      }
      return files;
    } catch (StoreException e) {
      throw SourceFault.of(source, e);
    }
  }

  private PlacedFile file(String path) {
    String location = address.root() + path;
    return new PlacedFile.Remote(location, path, location, (known, to) -> fetch(path, known, to));
  }

  private @Nullable FileRevision fetch(String path, @Nullable FileRevision known, Path to)
      throws IOException {
    try {
      for (int attempt = 1; ; attempt++) {
        FileRevision before = bucket.stat(path);
        if (before.equals(known)) {
          return null;
        }
        boolean whole = bring(path, before.bytes() == null ? 0 : before.bytes(), to);
        brought.accept(path);
        if (whole && bucket.stat(path).equals(before)) {
          return before;
        }
        if (attempt == ATTEMPTS) {
          throw SourceFault.changed(
              source,
              address.root()
                  + path
                  + " was written anew while it was read; write files under new"
                  + " names, or prepare when nobody writes");
        }
      }
    } catch (StoreException e) {
      throw SourceFault.of(source, e);
    }
  }

  /** Brings it piece by piece; false when it ended before its length. */
  private boolean bring(String path, long length, Path to) throws IOException {
    try (OutputStream out = scratch.create(source, address.root() + path, to)) {
      for (long offset = 0; offset < length; offset += BucketReader.PIECE) {
        long wanted = Math.min(BucketReader.PIECE, length - offset);
        byte[] piece = bucket.read(path, offset, wanted);
        out.write(piece);
        if (piece.length != wanted) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public String folder() {
    return Glob.of(source, address.path()).folder();
  }

  @Override
  public void close() {
    bucket.close();
  }
}
