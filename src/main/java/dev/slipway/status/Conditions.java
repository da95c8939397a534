package dev.slipway.status;

import dev.slipway.api.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pure functions over lists of conditions. */
public final class Conditions {
  /** The object is as the spec wants it. */
  public static final String READY = "Ready";

  /** Work is under way. */
  public static final String RECONCILING = "Reconciling";

  /** Nothing will happen until somebody changes something. */
  public static final String STALLED = "Stalled";

  /** The spec can be worked on. */
  public static final String ACCEPTED = "Accepted";

  /** Conditions that are True in one phase each, for who waits for it. */
  public static final List<String> PHASES =
      List.of("Failed", "Initializing", "Publishing", "Running", "Succeeded");

  /** The three states of kstatus. */
  public enum Summary {
    /** As wanted. */
    READY,
    /** Under way. */
    RECONCILING,
    /** Given up until something changes. */
    STALLED
  }

  /**
   * The kstatus triple: Ready, Reconciling and Stalled, with one reason and message.
   *
   * @param summary which of them is True
   */
  public static List<Condition> summary(Summary summary, String reason, String message) {
    return List.of(
        condition(READY, summary == Summary.READY, reason, message),
        condition(RECONCILING, summary == Summary.RECONCILING, reason, message),
        condition(STALLED, summary == Summary.STALLED, reason, message));
  }

  /**
   * The conditions of a phase, with the reason of Ready, which has the message. One that was never
   * True is left out.
   *
   * @param before the conditions in the status
   */
  public static List<Condition> phases(List<Condition> before, String phase, String reason) {
    return PHASES.stream()
        .filter(type -> type.equals(phase) || find(before, type).isPresent())
        .map(type -> condition(type, type.equals(phase), reason, ""))
        .toList();
  }

  /** A condition that is True or False. */
  public static Condition condition(String type, boolean holds, String reason, String message) {
    return Condition.of(type, holds ? Condition.TRUE : Condition.FALSE, reason, message);
  }

  /** The condition of a type, if there is one. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /** Whether there is a condition of the type and it is True. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).map(Condition::isTrue).orElse(false);
  }

  /**
   * Joins the conditions that were just decided with those before: a condition whose status did not
   * change keeps its transition time; one that was not decided anew stays as it was, for the
   * generation that was looked at.
   *
   * @param before the conditions in the status
   * @param decided the new ones, without times
   * @param generation the generation that they were decided for
   * @param now the transition time of those that change
   */
  public static List<Condition> merge(
      List<Condition> before, List<Condition> decided, long generation, Instant now) {
    var merged = new ArrayList<Condition>();
    for (Condition next : decided) {
      String since =
          find(before, next.type())
              .filter(old -> old.status().equals(next.status()))
              .map(Condition::lastTransitionTime)
              .orElse(now.toString());
      merged.add(
          new Condition(
              next.type(), next.status(), next.reason(), next.message(), since, generation));
    }
    before.stream()
        .filter(old -> find(decided, old.type()).isEmpty())
        .map(old -> observed(old, generation))
        .forEach(merged::add);
    return List.copyOf(merged);
  }

  private static Condition observed(Condition condition, long generation) {
    return new Condition(
        condition.type(),
        condition.status(),
        condition.reason(),
        condition.message(),
        condition.lastTransitionTime(),
        generation);
  }

  private Conditions() {}
}
