package dev.slipway.agent;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.Profile;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** An agent and its parts, from its start to its end. */
final class Agent {
  private static final Logger LOG = Logger.getLogger(Agent.class);
  private static final JsonMapper JSON = TolerantJson.MAPPER;
  private static final long CAPTURE_BYTES = 8L << 20;
  private static final long FEEDBACK_BYTES = 2L << 20;
  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final Duration LONGEST_IN_FLIGHT = Duration.ofSeconds(20);
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);
  private static final int EVENT_LOOPS = 2;

  private final Vertx vertx;
  private final AgentSettings settings;
  private final Passage passage;
  private final FeedbackEndpoint feedback;
  private final OpsServer ops;
  private final WarmUp warmUp;
  private final @Nullable Spool captures;
  private final @Nullable Spool labels;
  private volatile int opsPort;

  /**
   * Puts an agent together; nothing listens yet.
   *
   * @param store opens a URI of the store
   */
  Agent(Vertx vertx, AgentSettings settings, Clock clock, Function<String, ObjectStore> store) {
    this.vertx = vertx;
    this.settings = settings;
    var metrics = new AgentMetrics();
    var baseline =
        new Baseline(
            settings.modelVersion(), read(settings.baseline()), read(settings.predictions()));
    var bins = new FrozenBins(baseline.profile(), baseline.predictions());
    if (!bins.leftOut().isEmpty()) {
      LOG.warnf("not counted, there are too many bins: %s", bins.leftOut());
    }
    this.captures =
        settings.sample() > 0
            ? spool(
                Layout.captures(settings.namespace(), settings.deployment()),
                CAPTURE_BYTES,
                metrics,
                store)
            : null;
    this.labels =
        spool(
            Layout.feedback(settings.namespace(), settings.deployment()),
            FEEDBACK_BYTES,
            metrics,
            store);
    var buckets = new Buckets();
    var recorder = new Recorder(settings, bins, buckets, metrics, captures);
    this.passage =
        new Passage(settings, recorder, buckets, metrics, new AtomicInteger(), new Lifecycle());
    this.feedback = new FeedbackEndpoint(settings.model(), labels, metrics, clock);
    this.ops = new OpsServer(vertx, passage, baseline, clock);
    this.warmUp = new WarmUp(vertx, settings, bins, baseline.profile());
    gauges(metrics);
  }

  /** Listens; completes when clients can be served, if the runtime is ready. */
  Future<Void> start() {
    new RuntimeProbe(vertx, settings, passage.lifecycle()).start();
    return ops.listen(settings.opsPort())
        .onSuccess(server -> opsPort = server.actualPort())
        .compose(server -> warmUp.run())
        .compose(
            warm ->
                vertx.deployVerticle(
                    () -> new Proxy(passage, feedback, settings.port(), settings.upstreamPort()),
                    new DeploymentOptions().setInstances(EVENT_LOOPS)))
        .onSuccess(deployed -> passage.lifecycle().warmed())
        .mapEmpty();
  }

  /** Where the operator asks. */
  int opsPort() {
    return opsPort;
  }

  /**
   * Ends well: says that it is not ready, serves until nobody is sent here any more, finishes what
   * is in flight, writes what is captured. Blocks.
   */
  void drain() throws InterruptedException {
    passage.lifecycle().drain();
    LOG.infof("draining for %d s", settings.drain().toSeconds());
    Thread.sleep(settings.drain());
    long until = System.nanoTime() + LONGEST_IN_FLIGHT.toNanos();
    while (passage.inFlight().get() > 0 && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    if (passage.inFlight().get() > 0) {
      LOG.warnf("%d requests were not answered", passage.inFlight().get());
    }
    stop();
  }

  private void stop() throws InterruptedException {
    try {
      passage.recorder().settled().get(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not everything was counted");
    }
    passage.recorder().close();
    if (captures != null) {
      captures.close(LAST_WRITES);
    }
    if (labels != null) {
      labels.close(LAST_WRITES);
    }
  }

  private @Nullable Spool spool(
      String folder, long capacity, AgentMetrics metrics, Function<String, ObjectStore> store) {
    StoreSettings where = settings.store();
    return where == null
        ? null
        : new Spool(
            folder,
            settings.pod(),
            () -> store.apply(where.resolve(folder)),
            capacity,
            FLUSH,
            metrics);
  }

  private void gauges(AgentMetrics metrics) {
    metrics.gauge("slipway_agent_in_flight_requests", () -> passage.inFlight().get());
    metrics.gauge("slipway_agent_uncounted_bytes", () -> passage.recorder().queuedBytes());
    metrics.gauge(
        "slipway_agent_unwritten_capture_bytes",
        () -> captures == null ? 0 : captures.waitingBytes());
    metrics.gauge(
        "slipway_agent_unwritten_feedback_bytes", () -> labels == null ? 0 : labels.waitingBytes());
    metrics.gauge(
        "slipway_agent_heap_bytes",
        () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  /** A profile; null when there is none, or none that can be read: serving comes first. */
  private static @Nullable Profile read(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      return null;
    }
    try {
      return JSON.readValue(path.toFile(), Profile.class);
    } catch (IOException e) {
      LOG.errorf("%s is not a profile, nothing is counted against it: %s", file, e.getMessage());
      return null;
    }
  }
}
