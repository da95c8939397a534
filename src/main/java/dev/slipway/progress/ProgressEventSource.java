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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks the pods of objects how far they are, each at most every 10 s, and wakes an object when the
 * answer is another one, which writes its status. The pauses between two wakes grow with the time
 * that the pod has been followed, from 10 s to 5 min, so that the writes of a long run have a bound
 * and a short one is seen to move. A pod that cannot be reached, because a network policy forbids
 * it, is asked again and is no error.
 *
 * @param <P> the objects
 * @param <A> what their pods answer
 */
public final class ProgressEventSource<P extends HasMetadata, A> extends SimpleInboundEventSource<P>
    implements ResourceEventAware<P> {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int MOST_QUESTIONS = 64;

  /**
   * A pod that is asked.
   *
   * @param since when it was followed first
   * @param asked when it was asked last
   * @param answer what it said last
   * @param woken when its object was woken last
   * @param told the answer that its object was woken for
   */
  private record Followed<A>(
      URI address,
      Instant since,
      Instant asked,
      @Nullable A answer,
      Instant woken,
      @Nullable A told) {

    static <A> Followed<A> first(URI address, Instant now) {
      return new Followed<>(address, now, Instant.EPOCH, null, Instant.EPOCH, null);
    }

    Followed<A> asked(Instant now) {
      return new Followed<>(address, since, now, answer, woken, told);
    }

    Followed<A> answered(A news) {
      return new Followed<>(address, since, asked, news, woken, told);
    }

    Followed<A> told(Instant now) {
      return new Followed<>(address, since, asked, answer, now, answer);
    }

    /** Whether its object should know of its answer now: the first one at once. */
    boolean news(Instant now) {
      if (answer == null || answer.equals(told)) {
        return false;
      }
      Duration pause = Duration.between(since, woken);
      pause = pause.compareTo(INTERVAL) < 0 ? INTERVAL : pause;
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      return told == null || !now.isBefore(woken.plus(pause));
    }
  }

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
                  : Followed.<A>first(address, clock.instant()));
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

  /** Asks whom it is time to ask, and wakes those whose pause is over. */
  void tick() {
    Instant now = clock.instant();
    followed.forEach(
        (id, pods) ->
            pods.forEach(
                (name, pod) -> {
                  tell(id, name, pod, now);
                  if (!now.isBefore(pod.asked().plus(INTERVAL))
                      && questions.get() < MOST_QUESTIONS) {
                    Followed<A> asked = change(id, name, found -> found.asked(now));
                    if (asked != null) {
                      ask(id, name, asked.address());
                    }
                  }
                }));
  }

  private void tell(ResourceID id, String name, Followed<A> pod, Instant now) {
    if (pod.news(now)) {
      var told = new AtomicBoolean();
      change(id, name, found -> told.compareAndSet(false, found == pod) ? found.told(now) : found);
      if (told.get()) {
        wake.accept(id);
      }
    }
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
    Followed<A> pod =
        change(
            id, name, found -> found.address().equals(address) ? found.answered(progress) : found);
    if (pod != null) {
      tell(id, name, pod, clock.instant());
    }
  }

  /** Changes what is known of a pod; null when it is followed no more. */
  private @Nullable Followed<A> change(
      ResourceID id, String name, UnaryOperator<Followed<A>> change) {
    Map<String, Followed<A>> changed =
        followed.computeIfPresent(
            id,
            (same, pods) -> {
              Followed<A> found = pods.get(name);
              Followed<A> next = found == null ? null : change.apply(found);
              if (next == null || next == found) {
                return pods;
              }
              Map<String, Followed<A>> all = new HashMap<>(pods);
              all.put(name, next);
              return Map.copyOf(all);
            });
    return changed == null ? null : changed.get(name);
  }
}
