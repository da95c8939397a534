package dev.slipway.runner.attend;

import dev.slipway.api.Checkpoint;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after checkpoints until the pod is told to end, and then as long as the training code may
 * still be writing its last one. A store that does not answer is asked again at the next look.
 */
final class CheckpointKeeper implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Nothing was written for so long after the pod was told to end: nothing more will come. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  /** What is left of the grace period for the last words. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  private final PodContext pod;
  private final InstantSource clock;
  private final AttendTask.@Nullable Checkpoints wanted;
  private @Nullable ObjectStore store;
  private volatile @Nullable Checkpoints checkpoints;
  private volatile @Nullable String trouble;

  CheckpointKeeper(AttendTask task, PodContext pod, InstantSource clock) {
    this.pod = pod;
    this.clock = clock;
    // checkpoints are those of rank 0, and every rank gets them back
    this.wanted = pod.rank() == 0 ? task.checkpoints() : null;
  }

  /** The last checkpoint that was saved here; null for none. */
  @Nullable Checkpoint last() {
    Checkpoints kept = checkpoints;
    return kept == null ? null : kept.last();
  }

  /** Why the newest checkpoint is not in the store; null when nothing is wrong. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Keeps them until the pod is told to end, and to the end. */
  void keep(CountDownLatch told) throws InterruptedException {
    while (!told.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      look(false);
    }
    if (wanted == null) {
      return;
    }
    Instant since = clock.instant();
    Instant latest = since.plusSeconds(wanted.graceSeconds()).minus(MARGIN);
    look(true);
    while (!published() && clock.instant().isBefore(latest) && !quiet(since)) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis() / 4);
      look(true);
    }
    Checkpoints kept = checkpoints;
    if (published() && kept != null) {
      kept.discard();
    }
  }

  private boolean quiet(Instant since) {
    Checkpoints kept = checkpoints;
    Instant changed = kept == null || kept.changed().isBefore(since) ? since : kept.changed();
    return !clock.instant().isBefore(changed.plus(QUIET));
  }

  private boolean published() {
    return Files.exists(pod.path(PodPaths.PUBLISHED));
  }

  private void look(boolean ending) {
    if (wanted == null || published()) {
      return;
    }
    try {
      opened(wanted).look(ending);
      trouble = null;
    } catch (AccessDeniedException e) {
      troubled(
          e.getFile() + " cannot be read by other users: let the code write it with mode 0644");
    } catch (IOException | StoreException e) {
      troubled(String.valueOf(e.getMessage()));
    }
  }

  private Checkpoints opened(AttendTask.Checkpoints wanted) throws IOException {
    Checkpoints kept = checkpoints;
    if (kept != null) {
      return kept;
    }
    ObjectStore place = store == null ? pod.store(wanted.uri(), wanted.store()) : store;
    store = place;
    var opened =
        new Checkpoints(
            place, pod.path(wanted.path()), Duration.ofSeconds(wanted.everySeconds()), clock);
    checkpoints = opened;
    return opened;
  }

  private void troubled(String message) {
    if (!message.equals(trouble)) {
      pod.say("the checkpoint is not in the store yet: %s", message);
    }
    trouble = message;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
