package dev.slipway.monitor.collect;

import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Counters;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one agent has told: counters by window and ModelVersion, each bucket counted once. An agent
 * is always asked from where its last answer ended, so an answer that is lost, or comes twice,
 * counts nothing twice.
 */
final class Tally {
  private final TreeMap<Long, Map<String, Counters>> windows = new TreeMap<>();
  private long until;
  private boolean asked;
  private boolean gone;
  private int failures;
  private long again;
  private AgentAddress address;

  /**
   * A question.
   *
   * @param from the first moment, in epoch seconds
   * @param to the moment after the last
   * @param window the start of the window that they lie in
   */
  record Poll(long from, long to, long window) {}

  /** Nothing told yet; asked from a moment on. */
  Tally(AgentAddress address, long from) {
    this.address = address;
    this.until = from;
  }

  AgentAddress address() {
    return address;
  }

  /** The pod is there still, perhaps with another readiness. */
  void seen(AgentAddress now) {
    address = now;
    gone = false;
  }

  /** The pod is gone; what it told remains. */
  void vanished() {
    gone = true;
  }

  /** Whether a window's end waits for this agent. */
  boolean awaited(long end) {
    return !gone && address.ready() && until < end;
  }

  /** Where the last answer ended, in epoch seconds. */
  long until() {
    return until;
  }

  /** Whether it may be asked now. */
  boolean free(long now) {
    return !gone && !asked && now >= again;
  }

  /** Whether nothing of it is of use any more. */
  boolean spent() {
    return gone && !asked && windows.isEmpty();
  }

  void ask() {
    asked = true;
  }

  /**
   * Takes an answer.
   *
   * @param poll what was asked
   * @param now the present
   * @throws IllegalArgumentException when it is no answer to that; then nothing is counted
   */
  void answered(Poll poll, AgentCounters answer, long now) {
    asked = false;
    if (poll.from() != until) {
      return;
    }
    if (answer.to() > answer.from()) {
      if (answer.from() < poll.from() || answer.to() > poll.to()) {
        throw new IllegalArgumentException(
            "asked for %d to %d, answered %d to %d"
                .formatted(poll.from(), poll.to(), answer.from(), answer.to()));
      }
      windows
          .computeIfAbsent(poll.window(), w -> new HashMap<>())
          .merge(
              answer.modelVersion() == null ? "" : answer.modelVersion(),
              answer.counters(),
              Counters::sum);
      until = answer.to();
    }
    failures = 0;
    again = until < poll.to() ? now + 1 : 0;
  }

  /** Takes a failure; the next attempt waits longer each time, up to half a minute. */
  void failed(long now) {
    asked = false;
    again = now + Math.min(30, 1L << Math.min(failures, 5));
    failures++;
  }

  /** Nothing before this window is of interest any more. */
  void forgetBefore(long window) {
    windows.headMap(window).clear();
    until = Math.max(until, window);
  }

  @Nullable Map<String, Counters> window(long start) {
    return windows.get(start);
  }

  /** The ModelVersion that it told last; null before. */
  @Nullable String version() {
    return windows.isEmpty()
        ? null
        : windows.lastEntry().getValue().keySet().stream().findFirst().orElse(null);
  }
}
