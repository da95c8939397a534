package dev.slipway.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.opendal.AsyncOperator;
import org.apache.opendal.Entry;
import org.apache.opendal.ListOptions;
import org.apache.opendal.OpenDALException;
import org.apache.opendal.Operator;
import org.apache.opendal.layer.RetryLayer;
import org.jspecify.annotations.Nullable;

/** A store through Apache OpenDAL. */
final class OpenDalStore implements ObjectStore {
  /** Piece of a file that is in memory at a time; S3 takes at most 10,000 of them for one file. */
  static final int PIECE = 8 << 20;

  private static final String S3 = "s3://";
  private static final String UNFINISHED = "atomic_write_dir";
  static final RetryLayer RETRIES =
      RetryLayer.builder()
          .jitter(true)
          .maxTimes(4)
          .minDelay(Duration.ofMillis(250))
          .maxDelay(Duration.ofSeconds(4))
          .build();

  private final String uri;
  private final AsyncOperator async;
  private final Operator operator;
  private final @Nullable Path incomplete;

  private OpenDalStore(
      String uri, AsyncOperator async, Operator operator, @Nullable Path incomplete) {
    this.uri = uri;
    this.incomplete = incomplete;
    this.async = async;
    this.operator = operator;
  }

  static ObjectStore open(
      String uri, StoreSettings settings, Map<String, String> variables, Path root) {
    if (uri.startsWith(S3)) {
      return open("s3", uri, s3(uri, settings, variables));
    }
    if (StoreUri.claim(uri) == null) {
      throw new StoreException(
          StoreException.INVALID, uri + " is no place in a store: write s3://… or pvc://…");
    }
    return open("fs", uri, volume(uri, root));
  }

  private static ObjectStore open(String service, String uri, Map<String, String> settings) {
    try (AsyncOperator plain = AsyncOperator.of(service, settings)) {
      AsyncOperator async = plain.layer(RETRIES);
      String unfinished = settings.get(UNFINISHED);
      return new OpenDalStore(
          uri, async, async.blocking(), unfinished == null ? null : Path.of(unfinished));
    } catch (OpenDALException e) {
      throw StoreFault.of(e, "open", uri);
    }
  }

  private static Map<String, String> s3(
      String uri, StoreSettings settings, Map<String, String> variables) {
    String rest = uri.substring(S3.length());
    int slash = rest.indexOf('/');
    var map = new HashMap<String, String>();
    map.put("bucket", slash < 0 ? rest : rest.substring(0, slash));
    map.put("root", slash < 0 ? "/" : rest.substring(slash));
    map.put("region", settings.region());
    put(map, "endpoint", settings.endpoint());
    put(map, "access_key_id", variables.get("AWS_ACCESS_KEY_ID"));
    put(map, "secret_access_key", variables.get("AWS_SECRET_ACCESS_KEY"));
    put(map, "session_token", variables.get("AWS_SESSION_TOKEN"));
    return map;
  }

  private static Map<String, String> volume(String uri, Path root) {
    String claim = StoreUri.VOLUMES.substring(1) + "/" + StoreUri.claim(uri);
    Path mount = root.resolve(claim);
    if (!Files.isDirectory(mount)) {
      throw new StoreException(
          StoreException.INVALID, "the claim of " + uri + " is not mounted at " + mount);
    }
    Path place = root.resolve(StoreUri.mounted(uri).substring(1)).normalize();
    if (!place.startsWith(mount)) {
      throw new StoreException(StoreException.INVALID, uri + " leads out of its claim");
    }
    // Files are written beside and renamed, so that nobody ever sees half of one.
    return Map.of("root", place.toString(), UNFINISHED, mount.resolve(".incomplete").toString());
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      map.put(key, value);
    }
  }

  @Override
  public boolean exists(String path) {
    try {
      return operator.stat(path).isFile();
    } catch (OpenDALException e) {
      if (e.getCode() == OpenDALException.Code.NotFound) {
        return false;
      }
      throw StoreFault.of(e, "look for", place(path));
    }
  }

  @Override
  public long size(String path) {
    return call("look at", path, () -> operator.stat(path).getContentLength());
  }

  @Override
  public @Nullable Instant modified(String path) {
    return call("look at", path, () -> operator.stat(path)).getLastModified();
  }

  @Override
  public List<String> list(String folder) {
    String path = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    var recursive = ListOptions.builder().recursive(true).build();
    return call("list", path, () -> operator.list(path, recursive)).stream()
        .filter(entry -> entry.getMetadata().isFile())
        .map(Entry::getPath)
        .sorted()
        .toList();
  }

  @Override
  public byte[] read(String path) {
    return call("read", path, () -> operator.read(path));
  }

  @Override
  public InputStream stream(String path) {
    return new PieceStream(size(path), (offset, length) -> piece(path, offset, length));
  }

  private byte[] piece(String path, long offset, long length) {
    return call("read", path, () -> operator.read(path, offset, length));
  }

  @Override
  public void download(String path, Path to) {
    try {
      Path folder = to.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (InputStream in = stream(path);
          OutputStream out = Files.newOutputStream(to)) {
        in.transferTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + to + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void write(String path, byte[] content) {
    call(
        "write",
        path,
        () -> {
          operator.write(path, content);
          return path;
        });
  }

  @Override
  public void upload(Path from, String path) {
    try {
      if (Files.size(from) <= PIECE) {
        write(path, Files.readAllBytes(from));
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + from + ": " + e.getMessage(), e);
    }
    try {
      // Closing is what makes the file appear, so it is not done after an error.
      OutputStream out = operator.createOutputStream(path, PIECE);
      try (InputStream in = Files.newInputStream(from)) {
        in.transferTo(out);
      }
      out.close();
    } catch (OpenDALException e) {
      throw StoreFault.of(e, "write", place(path));
    } catch (IOException e) {
      throw new StoreException(
          StoreException.UNREACHABLE,
          "cannot write " + place(path) + " from " + from + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public void delete(String path) {
    call(
        "delete",
        path,
        () -> {
          operator.delete(path);
          return path;
        });
  }

  @Override
  public long sweep(Instant before) {
    if (incomplete == null || !Files.isDirectory(incomplete)) {
      return 0;
    }
    long freed = 0;
    try (Stream<Path> all = Files.walk(incomplete)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        long bytes = Files.size(file);
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)
            && Files.deleteIfExists(file)) {
          freed += bytes;
        }
      }
      return freed;
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          StoreException.UNREACHABLE, "cannot clean " + incomplete + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    operator.close();
    async.close();
  }

  private String place(String path) {
    return uri.endsWith("/") ? uri + path : uri + "/" + path;
  }

  private <T> T call(String verb, String path, Supplier<T> action) {
    try {
      return action.get();
    } catch (OpenDALException e) {
      throw StoreFault.of(e, verb, place(path));
    }
  }
}
