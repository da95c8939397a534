package dev.slipway.dataset;

import dev.slipway.api.DatasetSpec.Retention;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.DatasetStatus.Pruning;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PruneResult;
import dev.slipway.store.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When old snapshots are removed, and which ones stay in any case. */
final class PruningPolicy {
  /** The condition that says whether old snapshots are removed. */
  static final String PRUNED = "Pruned";

  /** More would not fit into the variable that tells the pod. */
  static final int MOST_KEPT = 5000;

  /**
   * After a preparation nothing is removed for so long: a run may have begun with the snapshot
   * before, and the caches not know it yet.
   */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** Between two removals. */
  private static final Duration PAUSE = Duration.ofMinutes(10);

  /** How long a reference that was given up may keep a snapshot longer. */
  static final Duration LOOK = Duration.ofHours(1);

  /** After one that failed. */
  private static final Duration RETRY = Duration.ofHours(1);

  /** Whether a removal is under way. */
  static boolean running(@Nullable Pruning pruning) {
    return pruning != null && pruning.finishedAt() == null;
  }

  /** The names of the snapshots that stay in any case: the current one, and those in use. */
  static SortedSet<String> keep(StatusDraft draft, DatasetObserved observed) {
    var keep = new TreeSet<String>();
    observed.referenced().forEach(digest -> keep.add(Digest.shortened(digest, 12)));
    Snapshot current = draft.snapshot;
    if (current != null) {
      keep.add(current.name());
    }
    return keep;
  }

  /** What tells a removal from one that would do the same. */
  static String digest(Retention retention, SortedSet<String> keep) {
    return Digest.ofJson(Map.of("retention", retention, "keep", keep));
  }

  /** Takes the end of a removal. */
  static void end(StatusDraft draft, DatasetObserved observed, Instant now) {
    Pruning pruning = draft.pruning;
    if (pruning == null || !running(pruning)) {
      return;
    }
    switch (UpkeepOutcome.of(
        observed.jobs().get(pruning.job()),
        Instant.parse(pruning.startedAt()),
        PruneResult.class,
        now)) {
      case UpkeepOutcome.Going<PruneResult> going -> {}
      case UpkeepOutcome.Broke<PruneResult> why -> {
        String again = now.plus(RETRY).toString();
        draft.pruning = ended(pruning, now, again);
        draft.condition(
            PRUNED, false, why.reason(), why.message() + "; it is tried again within an hour");
      }
      case UpkeepOutcome.Done<PruneResult> done -> {
        draft.pruning = ended(pruning, now, done.result().nextExpiry());
        draft.removed(done.result().snapshots(), done.result().bytes());
      }
    }
  }

  /**
   * When the next removal is due; null when there is nothing to remove as far as is known.
   *
   * @param keeps the digest of what the next one would keep
   */
  static @Nullable Instant due(StatusDraft draft, String keeps) {
    Preparation last = draft.preparation;
    if (last == null || last.finishedAt() == null || draft.snapshot == null) {
      return null;
    }
    Pruning pruning = draft.pruning;
    Instant settled = Instant.parse(last.finishedAt()).plus(GRACE);
    if (pruning == null) {
      return settled;
    }
    if (running(pruning)) {
      return null;
    }
    Instant earliest = later(settled, Instant.parse(pruning.startedAt()).plus(PAUSE));
    if (!pruning.keeps().equals(keeps)) {
      return earliest;
    }
    return pruning.nextExpiry() == null
        ? null
        : later(earliest, Instant.parse(pruning.nextExpiry()));
  }

  private static Pruning ended(Pruning p, Instant now, @Nullable String next) {
    return new Pruning(p.number(), p.job(), p.keeps(), p.startedAt(), now.toString(), next);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private PruningPolicy() {}
}
