package dev.slipway.agent;

import dev.slipway.agent.AgentMetrics.Count;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts and captures answered requests on a thread of its own. Its queue is bounded in bytes; what
 * does not fit is let go and counted, so a client never waits for it.
 */
final class Recorder implements AutoCloseable {
  /** The largest body that is read. */
  static final int LARGEST_BODY = 1 << 20;

  private static final long QUEUE_BYTES = 8L << 20;

  private final AgentSettings settings;
  private final FrozenBins bins;
  private final Buckets buckets;
  private final AgentMetrics metrics;
  private final @Nullable Spool captures;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queued = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param captures where captured rows go; null when nothing is captured
   */
  Recorder(
      AgentSettings settings,
      FrozenBins bins,
      Buckets buckets,
      AgentMetrics metrics,
      @Nullable Spool captures) {
    this.settings = settings;
    this.bins = bins;
    this.buckets = buckets;
    this.metrics = metrics;
    this.captures = captures;
    this.thread = Thread.ofPlatform().daemon().name("recorder").start(this::run);
  }

  /** Takes a request that was answered; returns at once. */
  void offer(Observation observation) {
    long size = observation.bytes();
    if (queued.addAndGet(size) > QUEUE_BYTES) {
      queued.addAndGet(-size);
      metrics.count(Count.DROPPED_OBSERVATIONS);
      buckets.count(observation.time().getEpochSecond(), counters -> counters.dropped(1));
      return;
    }
    queue.add(
        () -> {
          try {
            record(observation);
          } finally {
            queued.addAndGet(-size);
          }
        });
  }

  /** Completes when everything that was taken before is counted. */
  CompletableFuture<Void> settled() {
    var settled = new CompletableFuture<Void>();
    queue.add(() -> settled.complete(null));
    return settled;
  }

  /** Bytes that wait to be counted. */
  long queuedBytes() {
    return queued.get();
  }

  /** Ends the thread; what still waits is not counted, so settle before. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        queue.take().run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        // One request that cannot be counted must not keep the next ones from it.
        metrics.count(Count.UNPARSABLE);
      }
    }
  }

  private void record(Observation observation) {
    try {
      Payload request = Payload.read(unzipped(observation), "inputs");
      Payload response = Payload.read(observation.response(), "outputs");
      Table table = Table.of(request.tensors(), bins.features());
      count(observation, table, response);
      capture(observation, table, request, response);
    } catch (IOException | ArithmeticException e) {
      metrics.count(Count.UNPARSABLE);
    }
  }

  private void count(Observation observation, Table table, Payload response) {
    Map<String, long[]> columns = bins.features(table);
    Map<String, long[]> outputs =
        bins.outputs(
            Predictions.of(
                response.tensors(), settings.prediction(), settings.probabilities(), table.rows()));
    metrics.count(Count.ROWS, table.rows());
    buckets.count(
        observation.time().getEpochSecond(),
        counters -> {
          counters.rows(table.rows());
          FrozenBins.addColumns(counters, columns);
          FrozenBins.addOutputs(counters, outputs);
        });
  }

  private void capture(Observation observation, Table table, Payload request, Payload response)
      throws IOException {
    String id = id(observation, request, response);
    if (captures == null || table.rows() == 0 || !Sampling.keeps(id, settings.sample())) {
      return;
    }
    byte[] lines =
        CaptureLines.of(
            id,
            observation.time(),
            settings.modelVersion(),
            observation.status(),
            table,
            response.tensors());
    boolean taken = captures.offer(lines, observation.time());
    metrics.count(taken ? Count.CAPTURED : Count.DROPPED_CAPTURES, table.rows());
    buckets.count(
        observation.time().getEpochSecond(),
        counters -> {
          if (taken) {
            counters.captured(table.rows());
          } else {
            counters.dropped(table.rows());
          }
        });
  }

  private static String id(Observation observation, Payload request, Payload response) {
    if (request.id() != null) {
      return request.id();
    }
    if (observation.id() != null) {
      return observation.id();
    }
    return response.id() != null ? response.id() : UUID.randomUUID().toString();
  }

  private static byte[] unzipped(Observation observation) throws IOException {
    if (!observation.zipped()) {
      return observation.request();
    }
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(observation.request()))) {
      byte[] plain = stream.readNBytes(LARGEST_BODY + 1);
      if (plain.length > LARGEST_BODY) {
        throw new IOException("the body is too large to be counted");
      }
      return plain;
    }
  }
}
