package dev.slipway.progress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
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

  private final Map<ResourceID, Followed<A>> followed = new ConcurrentHashMap<>();
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
   * Asks a pod for an object from now on.
   *
   * @param address where it answers; null when nothing of the object runs
   */
  public void follow(ResourceID id, @Nullable URI address) {
    if (address == null) {
      followed.remove(id);
    } else {
      followed.compute(
          id,
          (same, known) ->
              known != null && known.address().equals(address)
                  ? known
                  : Followed.first(address, clock.instant()));
    }
  }

  /** What an object's pod said last; never waits. */
  public @Nullable A read(ResourceID id) {
    Followed<A> known = followed.get(id);
    return known == null ? null : known.answer();
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
        (id, known) -> {
          tell(id, known, now);
          if (!now.isBefore(known.asked().plus(INTERVAL)) && questions.get() < MOST_QUESTIONS) {
            var asked = followed.computeIfPresent(id, (same, found) -> found.asked(now));
            if (asked != null) {
              ask(id, asked.address());
            }
          }
        });
  }

  private void tell(ResourceID id, Followed<A> known, Instant now) {
    if (known.news(now) && followed.replace(id, known, known.told(now))) {
      wake.accept(id);
    }
  }

  private void ask(ResourceID id, URI address) {
    questions.incrementAndGet();
    client
        .apply(address)
        .whenComplete(
            (progress, failure) -> {
              questions.decrementAndGet();
              if (progress != null) {
                answered(id, address, progress);
              }
            });
  }

  private void answered(ResourceID id, URI address, A progress) {
    Followed<A> known =
        followed.computeIfPresent(
            id,
            (same, found) -> found.address().equals(address) ? found.answered(progress) : found);
    if (known != null) {
      tell(id, known, clock.instant());
    }
  }
}
