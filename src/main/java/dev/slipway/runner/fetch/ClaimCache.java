package dev.slipway.runner.fetch;

import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.runner.DiskFull;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.fetch.CacheLocks.Held;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.runner.fetch.IncomingSnapshot.Room;
import dev.slipway.store.StoreUri;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * A claim in which pods share copies of snapshots. A copy gathers beside its place and is renamed
 * there once it is verified, so what has its name is whole.
 */
final class ClaimCache implements AutoCloseable {
  /** Brings a snapshot. */
  @FunctionalInterface
  interface Download {
    /** Brings it into a folder, once there is room. */
    Fetched bring(Path folder, Room room) throws IOException;
  }

  private final Cache cache;
  private final PodContext pod;
  private final Clock clock;
  private final String claim;
  private final String name;
  private final Path copy;
  private final CopiesFolder copies;
  private final CacheLocks locks;
  private final CacheRoom room;

  ClaimCache(Cache cache, PodContext pod, CopiesFolder copies, CacheLocks locks, Clock clock) {
    this.cache = cache;
    this.pod = pod;
    this.clock = clock;
    this.locks = locks;
    this.claim = Objects.requireNonNull(StoreUri.claim(cache.uri()), "a copy lies in a claim");
    this.copy = place(cache, pod);
    this.name = String.valueOf(copy.getFileName());
    this.copies = copies;
    this.room = new CacheRoom(claim, name, copies, locks, pod, clock);
  }

  /**
   * Opens the one that a copy lies in.
   *
   * @throws RunnerException when its claim cannot be written to
   */
  static ClaimCache open(Cache cache, PodContext pod) {
    try {
      Path folder = Files.createDirectories(folder(cache, pod));
      return new ClaimCache(
          cache, pod, new CopiesFolder(folder), CacheLocks.in(folder, pod), Clock.systemUTC());
    } catch (IOException e) {
      throw new RunnerException(
          "CacheUnusable",
          "snapshots cannot be kept in the claim %s: %s; it has to be a file system that the container fetch may write to"
              .formatted(StoreUri.claim(cache.uri()), e),
          !(e instanceof AccessDeniedException));
    }
  }

  private static Path place(Cache cache, PodContext pod) {
    return pod.path(StoreUri.mounted(cache.uri()));
  }

  private static Path folder(Cache cache, PodContext pod) {
    return Objects.requireNonNull(place(cache, pod).getParent());
  }

  /** Sees to it that the copy is there: what comes of it was brought now, or nothing was. */
  Fetched bring(Download download) throws IOException {
    room.tidyOthers();
    try (Held lock = locks.lock(name)) {
      room.tidyOwn();
      Optional<String> fault = fault();
      if (fault.isEmpty()) {
        return found();
      }
      if (Files.exists(copy)) {
        pod.say(
            "the copy in the claim %s is damaged: %s; another takes its place", claim, fault.get());
      }
      return bringAnew(download);
    } catch (IOException | RuntimeException e) {
      if (DiskFull.causes(e)) {
        throw room.full();
      }
      throw e;
    }
  }

  private Fetched bringAnew(Download download) throws IOException {
    Path part = copies.part(name);
    try {
      return gather(part, download);
    } finally {
      Folders.clear(part);
      room.tidyOwn();
    }
  }

  private Fetched gather(Path part, Download download) throws IOException {
    Path data = part.resolve(Cache.DATA);
    Fetched fetched = download.bring(data, room::make);
    CopyRecord.of(data).used(clock.instant(), cache).write(part);
    if (!settle(part)) {
      return found();
    }
    pod.say("downloaded into the claim %s, where other pods find it: %s", claim, name);
    return fetched;
  }

  /** Moves it to its place, unless another pod was first where nothing can be locked. */
  private boolean settle(Path part) throws IOException {
    if (Files.exists(copy)) {
      if (fault().isEmpty()) {
        return false;
      }
      copies.setAside(name);
    }
    try {
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (FileSystemException e) {
      if (fault().isEmpty()) {
        return false;
      }
      throw e;
    }
  }

  private Fetched found() throws IOException {
    CopyRecord record = CopyRecord.read(copy).orElseThrow();
    room.make(Folders.blocks(1)); // its record is written anew
    record.used(clock.instant(), cache).write(copy);
    pod.say(
        "found in the claim %s, nothing is downloaded: %s, %d files, %,d bytes",
        claim, name, record.files().size(), record.bytes());
    return new Fetched(0, 0);
  }

  /** Why the copy cannot be used; empty when it can. */
  private Optional<String> fault() throws IOException {
    Optional<CopyRecord> record = CopyRecord.read(copy);
    return record.isEmpty()
        ? Optional.of("it has no " + CopyRecord.NAME)
        : record.get().fault(copy.resolve(Cache.DATA));
  }

  @Override
  public void close() throws IOException {
    locks.close();
  }
}
