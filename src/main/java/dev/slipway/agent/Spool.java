package dev.slipway.agent;

import dev.slipway.agent.AgentMetrics.Count;
import dev.slipway.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects lines and writes them to the store as compressed files, on a thread of its own: after
 * some seconds, or as soon as there are enough. What waits is bounded in bytes; while the store
 * fails, writes are repeated and what does not fit any more is refused.
 */
final class Spool implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Spool.class);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd/HH").withZone(ZoneOffset.UTC);
  private static final long FILE_BYTES = 1L << 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private record Lines(byte[] bytes, String hour) {}

  private final String folder;
  private final String pod;
  private final Supplier<ObjectStore> open;
  private final long capacity;
  private final Duration flush;
  private final AgentMetrics metrics;
  private final AtomicLong number;
  private final Thread thread;

  // Guarded by this.
  private final Deque<Lines> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean closing;

  private @Nullable ObjectStore store;

  /**
   * Starts the thread.
   *
   * @param folder the folder in the store
   * @param pod the pod's name, with which its files' names begin
   * @param open opens the store; repeated until it works
   * @param capacity the most bytes that may wait
   * @param flush how long lines wait to be written together
   */
  Spool(
      String folder,
      String pod,
      Supplier<ObjectStore> open,
      long capacity,
      Duration flush,
      AgentMetrics metrics) {
    this.folder = folder;
    this.pod = pod;
    this.open = open;
    this.capacity = capacity;
    this.flush = flush;
    this.metrics = metrics;
    // A container that is restarted must not write over its files: numbers go on from the clock.
    this.number = new AtomicLong(System.currentTimeMillis());
    this.thread = Thread.ofPlatform().daemon().name("spool " + folder).start(this::run);
  }

  /**
   * Takes lines; returns at once.
   *
   * @param lines whole lines, each with its end
   * @param time the moment that decides which hour's folder they go to
   * @return whether there was room
   */
  synchronized boolean offer(byte[] lines, Instant time) {
    if (closing || waitingBytes + lines.length > capacity) {
      return false;
    }
    waiting.add(new Lines(lines, HOUR.format(time)));
    waitingBytes += lines.length;
    if (waitingBytes >= FILE_BYTES) {
      notifyAll();
    }
    return true;
  }

  /** Bytes that wait to be written. */
  synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Writes what waits, as far as the store allows within some seconds, and ends the thread. */
  void close(Duration within) {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warnf("%d bytes for %s were not written", waitingBytes(), folder);
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  private void run() {
    try {
      while (awaitLines()) {
        writeAll();
      }
    } catch (InterruptedException e) {
      LOG.debugf("the writer for %s was stopped", folder);
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  /** Waits for enough lines, for the time to write, or for the end; false when all is done. */
  private synchronized boolean awaitLines() throws InterruptedException {
    long until = System.nanoTime() + flush.toNanos();
    while (!closing && waitingBytes < FILE_BYTES) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        if (!waiting.isEmpty()) {
          return true;
        }
        until = System.nanoTime() + flush.toNanos();
        left = flush.toMillis();
      }
      wait(Math.max(1, left));
    }
    return !closing || !waiting.isEmpty();
  }

  private void writeAll() throws InterruptedException {
    var lines = new ByteArrayOutputStream();
    String hour = null;
    int taken = 0;
    synchronized (this) {
      for (Lines next : waiting) {
        if ((hour != null && !hour.equals(next.hour())) || lines.size() >= FILE_BYTES) {
          break;
        }
        hour = next.hour();
        lines.writeBytes(next.bytes());
        taken++;
      }
    }
    if (hour == null) {
      return;
    }
    String path = hour + "/" + pod + "-" + number.getAndIncrement() + ".ndjson.gz";
    write(path, zipped(lines.toByteArray()));
    synchronized (this) {
      // Only now: while the store fails, these bytes still take their place.
      for (int i = 0; i < taken; i++) {
        waitingBytes -= waiting.remove().bytes().length;
      }
    }
  }

  private void write(String path, byte[] content) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        if (store == null) {
          store = open.get();
        }
        store.write(path, content);
        return;
      } catch (RuntimeException e) {
        metrics.count(Count.STORE_FAILURES);
        LOG.warnf("cannot write %s/%s, trying again: %s", folder, path, e.getMessage());
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private static byte[] zipped(byte[] content) {
    var bytes = new ByteArrayOutputStream(content.length / 4);
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
