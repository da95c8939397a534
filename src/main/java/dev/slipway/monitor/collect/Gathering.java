package dev.slipway.monitor.collect;

import dev.slipway.monitor.collect.Tally.Poll;
import dev.slipway.profile.Counters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The collecting for one Monitor: who is to be asked for what, and which windows are complete. Not
 * safe for threads; it neither asks nor waits by itself.
 */
final class Gathering {
  /** How long after its end a window is open for agents whose clock is behind. */
  static final long GRACE_SECONDS = 5;

  /** How long after its end a window waits for agents that do not answer. */
  static final long PATIENCE_SECONDS = 30;

  private static final long BUCKET_SECONDS = 10;
  private static final int MOST_CLOSED = 10;

  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private final TreeMap<Long, CollectedWindow> closed = new TreeMap<>();
  private final long began;
  private Target target;
  private long open;

  /**
   * Nothing collected yet.
   *
   * @param now the present: windows that ended before wait for answers from now on
   */
  Gathering(Target target, long now) {
    this.target = target;
    this.open = target.next();
    this.began = now;
    follow(target);
  }

  Target target() {
    return target;
  }

  /** Whether this can go on as another target asks. */
  boolean fits(Target other) {
    return target.grid().equals(other.grid()) && target.deployment().equals(other.deployment());
  }

  /** Goes on with the pods of the present; windows that are in the status are let go. */
  void follow(Target now) {
    target = now;
    open = Math.max(open, now.next());
    closed.headMap(now.next()).clear();
    Set<String> present = now.agents().stream().map(AgentAddress::uid).collect(Collectors.toSet());
    tallies.forEach(
        (uid, tally) -> {
          tally.forgetBefore(open);
          if (!present.contains(uid)) {
            tally.vanished();
          }
        });
    now.agents()
        .forEach(
            agent ->
                tallies.computeIfAbsent(agent.uid(), uid -> new Tally(agent, open)).seen(agent));
    tallies.values().removeIf(Tally::spent);
  }

  /** What is to be asked now. */
  Map<Tally, Poll> due(long now) {
    var due = new LinkedHashMap<Tally, Poll>();
    for (Tally tally : tallies.values()) {
      if (tally.free(now)) {
        poll(tally, now).ifPresent(poll -> due.put(tally, poll));
      }
    }
    return due;
  }

  private Optional<Poll> poll(Tally tally, long now) {
    long window = Math.floorDiv(tally.until(), seconds()) * seconds();
    long end = window + seconds();
    long whole = Math.floorDiv(now - 1, BUCKET_SECONDS) * BUCKET_SECONDS;
    long to = Math.min(end, whole);
    boolean worth = to == end ? tally.until() < end : to - tally.until() >= interval();
    return worth ? Optional.of(new Poll(tally.until(), to, window)) : Optional.empty();
  }

  /** Between two questions within a window: a sixth of it, from 10 to 30 s. */
  private long interval() {
    return Math.clamp(
        seconds() / 6 / BUCKET_SECONDS * BUCKET_SECONDS, BUCKET_SECONDS, 3 * BUCKET_SECONDS);
  }

  /**
   * Closes the windows that are over and whose agents have answered, or have had their time.
   *
   * @param known whether the baseline of a ModelVersion is there
   * @return whether there is a new one
   */
  boolean close(long now, Predicate<String> known) {
    boolean news = false;
    while (now >= open + seconds() + GRACE_SECONDS) {
      long end = open + seconds();
      boolean patient = now < Math.max(end, began) + PATIENCE_SECONDS;
      int waiting = (int) tallies.values().stream().filter(t -> t.awaited(end)).count();
      CollectedWindow window = sum(end, waiting);
      if (patient && (waiting > 0 || !window.versions().keySet().stream().allMatch(known))) {
        return news;
      }
      closed.put(open, window);
      if (closed.size() > MOST_CLOSED) {
        closed.pollFirstEntry();
      }
      open = end;
      tallies.values().forEach(tally -> tally.forgetBefore(end));
      tallies.values().removeIf(Tally::spent);
      news = true;
    }
    return news;
  }

  private CollectedWindow sum(long end, int waiting) {
    var versions = new HashMap<String, Counters>();
    int missing = waiting;
    for (Tally tally : tallies.values()) {
      Map<String, Counters> told = tally.window(open);
      if (told == null) {
        continue;
      }
      try {
        told.forEach(
            (version, counters) ->
                versions.computeIfAbsent(version, v -> new Counters()).add(counters));
      } catch (IllegalArgumentException e) {
        // it counts into other bins than the others of its version; add() has taken nothing
        missing++;
      }
    }
    return new CollectedWindow(open, end, versions, missing);
  }

  /** Closed windows that are not in the status yet, oldest first. */
  List<CollectedWindow> closed() {
    return List.copyOf(closed.values());
  }

  /** ModelVersions whose baseline is of interest, each with an agent that has it. */
  Map<String, Tally> versions() {
    var versions = new HashMap<String, Tally>();
    for (Tally tally : tallies.values()) {
      String version = tally.version();
      if (version != null && tally.address().ready()) {
        versions.putIfAbsent(version, tally);
      }
    }
    return versions;
  }

  /** All ModelVersions in closed windows and in what was told since. */
  Collection<String> allVersions() {
    var versions = new ArrayList<>(versions().keySet());
    closed.values().forEach(window -> versions.addAll(window.versions().keySet()));
    return versions;
  }

  private long seconds() {
    return target.grid().seconds();
  }
}
