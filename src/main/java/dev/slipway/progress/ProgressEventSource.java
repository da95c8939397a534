package dev.slipway.progress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the pods of objects how far they are, each at most every 10 s, and wakes an object when the
 * answer is another one: so a status is written at most every 10 s for it. A pod that cannot be
 * reached, because a network policy forbids it, is asked again and is no error.
 *
 * @param <P> the objects
 * @param <A> what their pods answer
 */
public final class ProgressEventSource<P extends HasMetadata, A> extends SimpleInboundEventSource<P>
    implements ResourceEventAware<P> {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int MOST_QUESTIONS = 64;

  /**
   * A pod that is asked.
   *
   * @param asked when it was asked last
   * @param answer what it said last
   */
  private record Followed<A>(URI address, Instant asked, @Nullable A answer) {}

  private final Map<ResourceID, Map<String, Followed<A>>> followed = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final Function<URI, CompletableFuture<A>> client;
  private final Consumer<ResourceID> wake;
  private final Clock clock;
  private @Nullable ScheduledExecutorService thread;

  public ProgressEventSource(Class<A> answer, Clock clock) {
    super("progress");
    var pods = new PodClient();
    this.client = address -> pods.get(address, answer);
    this.clock = clock;
    this.wake = this::propagateEvent;
  }

  /**
   * Of its own, for tests.
   *
   * @param client asks an address
   * @param wake told whose answer is another one
   */
  ProgressEventSource(
      Function<URI, CompletableFuture<A>> client, Consumer<ResourceID> wake, Clock clock) {
    super("progress");
    this.client = client;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Asks pods for an object from now on, and no others.
   *
   * @param addresses where they answer, by any name
   */
  public void follow(ResourceID id, Map<String, URI> addresses) {
    if (addresses.isEmpty()) {
      followed.remove(id);
    } else {
      followed.compute(id, (same, known) -> following(known == null ? Map.of() : known, addresses));
    }
  }

  /** What an object's pods said last, by their names; never waits. */
  public Map<String, A> read(ResourceID id) {
    Map<String, A> answers = new TreeMap<>();
    followed
        .getOrDefault(id, Map.of())
        .forEach(
            (name, pod) -> {
              if (pod.answer() != null) {
                answers.put(name, pod.answer());
              }
            });
    return answers;
  }

  private Map<String, Followed<A>> following(
      Map<String, Followed<A>> known, Map<String, URI> addresses) {
    Map<String, Followed<A>> next = new HashMap<>();
    addresses.forEach(
        (name, address) -> {
          Followed<A> before = known.get(name);
          next.put(
              name,
              before != null && before.address().equals(address)
                  ? before
                  : new Followed<A>(address, Instant.EPOCH, null));
        });
    return Map.copyOf(next);
  }

  @Override
  public void start() {
    super.start();
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("slipway-progress").daemon().factory());
    thread.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void stop() {
    if (thread != null) {
      thread.shutdownNow();
    }
    super.stop();
  }

  @Override
  public void onResourceDeleted(P resource) {
    followed.remove(ResourceID.fromResource(resource));
  }

  /** Asks whom it is time to ask. */
  void tick() {
    Instant now = clock.instant();
    followed.forEach(
        (id, pods) ->
            pods.forEach(
                (name, pod) -> {
                  if (!now.isBefore(pod.asked().plus(INTERVAL))
                      && questions.get() < MOST_QUESTIONS
                      && replace(id, name, pod, new Followed<>(pod.address(), now, pod.answer()))) {
                    ask(id, name, pod.address());
                  }
                }));
  }

  private void ask(ResourceID id, String name, URI address) {
    questions.incrementAndGet();
    client
        .apply(address)
        .whenComplete(
            (progress, failure) -> {
              questions.decrementAndGet();
              if (progress != null) {
                answered(id, name, address, progress);
              }
            });
  }

  private void answered(ResourceID id, String name, URI address, A progress) {
    Followed<A> pod = followed.getOrDefault(id, Map.of()).get(name);
    if (pod != null
        && pod.address().equals(address)
        && !progress.equals(pod.answer())
        && replace(id, name, pod, new Followed<>(address, pod.asked(), progress))) {
      wake.accept(id);
    }
  }

  /** Replaces what is known of a pod, unless that is another thing by now. */
  private boolean replace(ResourceID id, String name, Followed<A> before, Followed<A> after) {
    var done = new AtomicBoolean();
    followed.computeIfPresent(
        id,
        (same, pods) -> {
          if (pods.get(name) != before) {
            return pods;
          }
          Map<String, Followed<A>> next = new HashMap<>(pods);
          next.put(name, after);
          done.set(true);
          return Map.copyOf(next);
        });
    return done.get();
  }
}
