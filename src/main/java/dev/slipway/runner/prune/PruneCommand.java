package dev.slipway.runner.prune;

import dev.slipway.api.Durations;
import dev.slipway.contract.PruneResult;
import dev.slipway.contract.PruneTask;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.prune.StoredSnapshots.Stored;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code runner prune}: removes a Dataset's old snapshots and what broken-off writes left. */
@Command(name = "prune", description = "Removes a Dataset's old snapshots.")
public final class PruneCommand extends TaskCommand<PruneTask, PruneResult> {
  private final Clock clock;

  /** In a pod. */
  public PruneCommand(PodContext pod) {
    this(pod, Clock.systemUTC());
  }

  /** With a clock. */
  public PruneCommand(PodContext pod, Clock clock) {
    super(PruneTask.class, pod);
    this.clock = clock;
  }

  @Override
  protected PruneResult run(PruneTask task, PodContext pod) throws IOException {
    try (ObjectStore store = pod.store(task.store().url(), task.store())) {
      var snapshots = new StoredSnapshots(store, Layout.snapshots(task.namespace(), task.name()));
      Instant now = clock.instant();
      List<Stored> all = snapshots.all();
      int removed = 0;
      long bytes = 0;
      for (int i = 0; i < all.size(); i++) {
        Stored one = all.get(i);
        if (one.made() != null && old(task, one, i, now) && !task.keep().contains(one.name())) {
          snapshots.remove(one);
          removed++;
          bytes += one.bytes();
          pod.say("removed snapshot %s of %s: %,d bytes", one.name(), one.made(), one.bytes());
        }
      }
      bytes += snapshots.sweep(now);
      pod.say("%d of %d snapshots removed, %,d bytes freed", removed, all.size(), bytes);
      return new PruneResult(removed, bytes, nextExpiry(task, all, now));
    }
  }

  /** Whether it is beyond the newest that stay, or older than they may be. */
  private static boolean old(PruneTask task, Stored one, int rank, Instant now) {
    Integer newest = task.snapshots();
    Instant expiry = expiry(task, one);
    return (newest != null && rank >= newest) || (expiry != null && !now.isBefore(expiry));
  }

  private static @Nullable String nextExpiry(PruneTask task, List<Stored> all, Instant now) {
    return all.stream()
        .filter(one -> !task.keep().contains(one.name()))
        .map(one -> Optional.ofNullable(expiry(task, one)))
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Instant::compareTo)
        .map(Instant::toString)
        .orElse(null);
  }

  private static @Nullable Instant expiry(PruneTask task, Stored one) {
    Instant made = one.made();
    return task.age() == null || made == null
        ? null
        : made.plus(Durations.parse(task.age(), Duration.ZERO));
  }
}
