package dev.slipway.trainingjob;

import dev.slipway.testing.OperatorProcess;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Kills an operator without warning and starts it again, until it is closed: each time a few
 * milliseconds after a write of its, so that what should follow that write often does not. {@code
 * -Dchaos.seed} repeats the choices of a run.
 */
final class OperatorKiller implements AutoCloseable {
  private static final int MOST_WRITES = 100;
  private static final int LONGEST_MILLIS = 30;

  private final OperatorProcess operator;
  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int left = 1 + random.nextInt(MOST_WRITES);
  private int kills;
  private boolean closed;
  private Future<?> last = thread.submit(() -> {});

  OperatorKiller(OperatorProcess operator) {
    this.operator = operator;
  }

  /** Something was written. */
  synchronized void written() {
    if (!closed && last.isDone() && --left == 0) {
      last = thread.schedule(this::strike, random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
    }
  }

  private void strike() {
    operator.kill();
    try {
      operator.startAgain();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    synchronized (this) {
      kills++;
      left = 1 + random.nextInt(MOST_WRITES);
    }
  }

  /** How often it has killed. */
  synchronized int kills() {
    return kills;
  }

  /** For the messages of assertions: what repeats this. */
  @Override
  public synchronized String toString() {
    return "with the operator killed %d times (-Dchaos.seed=%d)".formatted(kills, seed);
  }

  /** Stops; the operator that it leaves is whole. */
  @Override
  public void close() throws Exception {
    Future<?> running;
    synchronized (this) {
      closed = true;
      running = last;
    }
    running.get();
    thread.shutdown();
  }
}
