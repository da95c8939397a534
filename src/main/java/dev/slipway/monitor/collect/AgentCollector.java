package dev.slipway.monitor.collect;

import dev.slipway.monitor.collect.BaselineCache.Key;
import dev.slipway.monitor.collect.Tally.Poll;
import dev.slipway.profile.Baseline;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects the agents' counters for every Monitor, and wakes a Monitor when a window is complete.
 * All of its state belongs to one thread; what reconcilers read is a copy. It keeps nothing that
 * matters: agents remember for hours, and after a restart they are asked again.
 */
@ApplicationScoped
public class AgentCollector {
  private static final Logger LOG = Logger.getLogger(AgentCollector.class);
  private static final int MOST_QUESTIONS = 64;
  private static final long TICK_MILLIS = 500;

  private final Map<ResourceID, Gathering> gatherings = new LinkedHashMap<>();
  private final BaselineCache baselines = new BaselineCache();
  private final Map<ResourceID, Collected> published = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("slipway-collector").daemon().factory());
  private final AgentClient client;
  private final Clock clock;
  private Consumer<ResourceID> wake = id -> {};
  private int questions;

  @Inject
  AgentCollector(Clock clock) {
    this(new HttpAgentClient(), clock);
  }

  AgentCollector(AgentClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Starts asking.
   *
   * @param wake told the Monitors that have a new window
   */
  public void start(Consumer<ResourceID> wake) {
    thread.execute(() -> this.wake = wake);
    thread.scheduleWithFixedDelay(
        guarded(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }

  /** Collects for a Monitor, from now on as the target says. */
  public void follow(ResourceID monitor, Target target) {
    thread.execute(
        guarded(
            () -> {
              Gathering gathering = gatherings.get(monitor);
              if (gathering == null || !gathering.fits(target)) {
                gatherings.put(monitor, new Gathering(target, now()));
              } else {
                gathering.follow(target);
              }
              work(monitor);
            }));
  }

  /** Collects no longer for a Monitor. */
  public void forget(ResourceID monitor) {
    thread.execute(
        () -> {
          gatherings.remove(monitor);
          published.remove(monitor);
        });
  }

  /** What was collected for a Monitor; never waits. */
  public Collected read(ResourceID monitor) {
    return published.getOrDefault(monitor, Collected.NOTHING);
  }

  private void tick() {
    for (ResourceID monitor : gatherings.keySet().toArray(ResourceID[]::new)) {
      work(monitor);
    }
    // the next round begins with another one, so that no Monitor has to stand back for ever
    gatherings.keySet().stream()
        .findFirst()
        .ifPresent(
            first -> gatherings.put(first, Objects.requireNonNull(gatherings.remove(first))));
  }

  private void work(ResourceID monitor) {
    Gathering gathering = gatherings.get(monitor);
    if (gathering == null) {
      return;
    }
    long now = now();
    gathering
        .due(now)
        .forEach(
            (tally, poll) -> {
              if (questions < MOST_QUESTIONS) {
                ask(monitor, gathering, tally, poll);
              }
            });
    gathering.versions().forEach((version, tally) -> baseline(monitor, gathering, version, tally));
    boolean news =
        gathering.close(now, version -> baselines.get(key(monitor, gathering, version)) != null);
    publish(monitor, gathering);
    if (news) {
      wake.accept(monitor);
    }
  }

  private void ask(ResourceID monitor, Gathering gathering, Tally tally, Poll poll) {
    tally.ask();
    answer(
        client.counters(tally.address(), poll.from(), poll.to()),
        (counters, failure) -> {
          if (counters != null) {
            try {
              tally.answered(poll, counters, now());
            } catch (IllegalArgumentException e) {
              failed(monitor, tally, e);
            }
          } else {
            failed(monitor, tally, failure);
          }
          if (gatherings.get(monitor) == gathering) {
            work(monitor);
          }
        });
  }

  private void failed(ResourceID monitor, Tally tally, @Nullable Throwable failure) {
    LOG.debugf("%s: agent %s: %s", monitor, tally.address().pod(), failure);
    tally.failed(now());
  }

  private void baseline(ResourceID monitor, Gathering gathering, String version, Tally tally) {
    Key key = key(monitor, gathering, version);
    if (questions >= MOST_QUESTIONS || !baselines.wanted(key, now())) {
      return;
    }
    answer(
        client.baseline(tally.address()),
        (baseline, failure) -> {
          String of =
              baseline == null || baseline.modelVersion() == null ? "" : baseline.modelVersion();
          if (baseline != null && of.equals(version)) {
            baselines.put(key, baseline);
            work(monitor);
          } else {
            LOG.debugf("%s: baseline of %s: %s", monitor, version, failure);
          }
        });
  }

  /** Brings an answer back to our own thread. */
  private <T> void answer(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    questions++;
    future.whenComplete(
        (value, failure) ->
            thread.execute(
                guarded(
                    () -> {
                      questions--;
                      then.accept(value, failure);
                    })));
  }

  private void publish(ResourceID monitor, Gathering gathering) {
    var known = new HashMap<String, Baseline>();
    for (String version : gathering.allVersions()) {
      Baseline baseline = baselines.get(key(monitor, gathering, version));
      if (baseline != null) {
        known.put(version, baseline);
      }
    }
    published.put(monitor, new Collected(gathering.closed(), known));
  }

  private static Key key(ResourceID monitor, Gathering gathering, String version) {
    return new Key(monitor.getNamespace().orElse(""), gathering.target().deployment(), version);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  /** A task that fails must not end the ticking. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("collecting counters", e);
      }
    };
  }
}
