package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;
import java.util.Map;

/** One verb of a step: turns a relation into the next one. */
public interface Verb {
  /** The verb's name as the API has it. */
  String name();

  /**
   * The columns whose values it replaces, or may replace. Columns that only come or go need not be
   * among them.
   */
  default List<String> replaces(Relation input) {
    return List.of();
  }

  /** Applies the verb; anything wrong is told through {@link Scope#refuse}. */
  Outcome apply(Relation input, Scope scope);

  /**
   * What a verb made.
   *
   * @param relation the next relation
   * @param fitted what was computed from the train part, by column; empty for most verbs
   */
  record Outcome(Relation relation, Map<String, Object> fitted) {
    static Outcome of(Relation relation) {
      return new Outcome(relation, Map.of());
    }
  }
}
