package dev.slipway.agent;

import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Counters;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counters in buckets of time, aligned to the epoch: of 10 seconds for at least the last hour, of
 * 10 minutes for the last 48 hours. A short bucket becomes part of its long one as a whole, so a
 * time span within one of the two regions is always exact. Safe for threads.
 */
final class Buckets {
  /** The length of a short bucket. */
  static final long SHORT_SECONDS = 10;

  /** The length of a long bucket. */
  static final long LONG_SECONDS = 600;

  private static final long SHORT_REGION = 3600;
  private static final long LONG_REGION = 48 * 3600;

  private final NavigableMap<Long, Counters> recent = new TreeMap<>();
  private final NavigableMap<Long, Counters> older = new TreeMap<>();

  /** The first moment that is kept in short buckets. */
  private long border = Long.MIN_VALUE;

  /**
   * Counts something that happened.
   *
   * @param moment when, in epoch seconds
   * @param count what to count in its bucket
   */
  synchronized void count(long moment, Consumer<Counters> count) {
    roll(moment);
    boolean isShort = moment >= border;
    long length = isShort ? SHORT_SECONDS : LONG_SECONDS;
    count.accept(
        (isShort ? recent : older).computeIfAbsent(floor(moment, length), t -> new Counters()));
  }

  /**
   * The sum over the whole, past buckets inside a span of time.
   *
   * @param agent the pod's uid
   * @param modelVersion the ModelVersion that is served
   * @param from the first moment
   * @param to the moment after the last
   * @param now the present; the bucket that it is in is not yet whole
   */
  synchronized AgentCounters read(
      String agent, @Nullable String modelVersion, long from, long to, long now) {
    roll(now);
    long end = Math.min(to, floor(now, SHORT_SECONDS));
    long first = from < border ? ceiling(from, LONG_SECONDS) : ceiling(from, SHORT_SECONDS);
    long last = end < border ? floor(end, LONG_SECONDS) : floor(end, SHORT_SECONDS);
    var sum = new Counters();
    if (first >= last) {
      return new AgentCounters(agent, modelVersion, first, first, sum);
    }
    older.subMap(first, last).values().forEach(sum::add);
    recent.subMap(first, last).values().forEach(sum::add);
    return new AgentCounters(agent, modelVersion, first, last, sum);
  }

  private void roll(long now) {
    long next = floor(now - SHORT_REGION, LONG_SECONDS);
    if (next <= border) {
      return;
    }
    border = next;
    var past = recent.headMap(border);
    past.forEach(
        (start, counters) ->
            older.computeIfAbsent(floor(start, LONG_SECONDS), t -> new Counters()).add(counters));
    past.clear();
    older.headMap(floor(now - LONG_REGION, LONG_SECONDS)).clear();
  }

  private static long floor(long moment, long length) {
    return Math.floorDiv(moment, length) * length;
  }

  private static long ceiling(long moment, long length) {
    return Math.ceilDiv(moment, length) * length;
  }
}
