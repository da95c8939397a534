package dev.slipway.runner.fetch;

import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.fetch.CacheLocks.Held;
import dev.slipway.runner.fetch.CopiesFolder.Entry;
import dev.slipway.runner.fetch.CopiesFolder.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The room in a claim: what is kept no longer goes at once, and the copy that was used least
 * recently when another one needs its room. What pods may still read stays.
 */
final class CacheRoom {
  /** Without locks nobody can tell whether a download goes on; no attempt takes longer. */
  private static final Duration DEAD = Duration.ofDays(2);

  private final String claim;
  private final String own;
  private final CopiesFolder copies;
  private final CacheLocks locks;
  private final PodContext pod;
  private final Clock clock;
  private long needed;

  /**
   * Of a claim.
   *
   * @param own the copy that is about to be used
   */
  CacheRoom(
      String claim,
      String own,
      CopiesFolder copies,
      CacheLocks locks,
      PodContext pod,
      Clock clock) {
    this.claim = claim;
    this.own = own;
    this.copies = copies;
    this.locks = locks;
    this.pod = pod;
    this.clock = clock;
  }

  /** Removes what is over, of other copies. */
  void tidyOthers() throws IOException {
    for (Entry entry : copies.entries()) {
      if (!entry.copy().equals(own)) {
        locked(entry, this::over);
      }
    }
  }

  /** Removes what is over of the own copy's earlier selves, while its lock is held. */
  void tidyOwn() throws IOException {
    for (Entry entry : copies.entries()) {
      if (entry.copy().equals(own) && entry.state() != State.WHOLE && over(entry)) {
        remove(entry);
      }
    }
  }

  /**
   * Sees to it that so many bytes fit.
   *
   * @throws RunnerException when they do not, whatever is removed that nobody reads
   */
  void make(long bytes) throws IOException {
    needed = bytes;
    if (copies.free() < bytes) {
      for (Entry entry : leastRecentlyUsedFirst()) {
        if (copies.free() >= bytes) {
          return;
        }
        locked(entry, this::idle);
      }
    }
    if (copies.free() < bytes) {
      throw full();
    }
  }

  /** Tells that what was asked for does not fit. */
  RunnerException full() throws IOException {
    var held = new ArrayList<Instant>();
    for (Entry entry : copies.entries()) {
      CopyRecord.read(entry.path())
          .filter(record -> record.held(clock.instant()))
          .ifPresent(record -> held.add(Instant.parse(record.heldUntil())));
    }
    String others =
        held.isEmpty()
            ? ""
            : "; attempts may still read %d of its copies, the first until %s (deadlines.running)"
                .formatted(held.size(), Collections.min(held));
    return new RunnerException(
        "CacheFull",
        String.format(
            Locale.ROOT,
            "%,d bytes are needed in the claim %s, and %,d are free: give it more storage%s",
            needed,
            claim,
            copies.free(),
            others),
        true);
  }

  private List<Entry> leastRecentlyUsedFirst() throws IOException {
    record Used(Entry entry, Instant at) {}
    var used = new ArrayList<Used>();
    for (Entry entry : copies.entries()) {
      if (!entry.copy().equals(own) && entry.state() == State.WHOLE) {
        CopyRecord.read(entry.path())
            .ifPresent(record -> used.add(new Used(entry, Instant.parse(record.usedAt()))));
      }
    }
    return used.stream().sorted(Comparator.comparing(Used::at)).map(Used::entry).toList();
  }

  private interface Condition {
    boolean of(Entry entry) throws IOException;
  }

  /** Removes it if it may be, which another pod may be changing. */
  private void locked(Entry entry, Condition removable) throws IOException {
    Optional<Held> lock = locks.tryLock(entry.copy());
    if (lock.isPresent()) {
      try (Held held = lock.get()) {
        if (removable.of(entry)) {
          remove(entry);
        }
      }
    }
  }

  private boolean idle(Entry entry) throws IOException {
    return CopyRecord.read(entry.path()).filter(record -> record.held(clock.instant())).isEmpty();
  }

  private boolean over(Entry entry) throws IOException {
    return switch (entry.state()) {
      case WHOLE ->
          CopyRecord.read(entry.path()).filter(record -> record.kept(clock.instant())).isEmpty();
      case OLD -> idle(entry);
      case PART ->
          locks.work()
              || Files.getLastModifiedTime(entry.path())
                  .toInstant()
                  .plus(DEAD)
                  .isBefore(clock.instant());
    };
  }

  /** What cannot be removed is in nobody's way but the room's. */
  private void remove(Entry entry) {
    try {
      Path gone = entry.state() == State.WHOLE ? copies.setAside(entry.copy()) : entry.path();
      Folders.clear(gone);
      pod.say("removed %s from the claim %s", entry.path().getFileName(), claim);
    } catch (IOException e) {
      pod.say("%s stays in the claim %s: %s", entry.path().getFileName(), claim, e);
    }
  }
}
