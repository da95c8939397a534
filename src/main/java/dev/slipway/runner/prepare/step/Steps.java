package dev.slipway.runner.prepare.step;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Splits;
import dev.slipway.api.Step;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.table.Partitioner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Applies a Dataset's steps in order. */
public final class Steps {
  private final Engine engine;
  private final DatasetSpec spec;
  private final Partitioner partitioner;
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final Set<String> fitted = new HashSet<>();
  private final List<Recipe.Applied> applied = new ArrayList<>();

  public Steps(
      Engine engine, DatasetSpec spec, Partitioner partitioner, Map<String, Loaded> sources) {
    this.engine = engine;
    this.spec = spec;
    this.partitioner = partitioner;
    sources.forEach((name, loaded) -> relations.put(name, loaded.relation()));
  }

  /** Applies all of them and returns the first source as it is then. */
  public Relation apply(Consumer<String> say) {
    for (int i = 0; i < spec.steps().size(); i++) {
      say.accept(apply(i, spec.steps().get(i)));
    }
    return relation(main());
  }

  /** What an expression at a place of the spec may see after the steps. */
  public Scope scope(String place) {
    return new Scope(engine, Map.copyOf(relations), spec.splits(), partitioner, place);
  }

  /** What was done. */
  public Recipe recipe() {
    return new Recipe(List.copyOf(applied));
  }

  private String apply(int index, Step step) {
    String source = step.from() == null ? main() : step.from();
    Verb verb = Verbs.of(step);
    String where = "steps[" + index + "] " + verb.name();
    if (step.from() != null) {
      where += " (from " + step.from() + ")";
    }
    Relation input = relation(source);
    if (input.empty()) {
      applied.add(new Recipe.Applied(index, verb.name(), step, Map.of()));
      return where + ": nothing to do, " + source + " holds nothing yet";
    }
    var scope = new Scope(engine, relations, spec.splits(), partitioner, where);
    if (fitted.contains(source)) {
      keysStay(step, spec.splits(), scope);
    }
    Verb.Outcome outcome;
    try {
      outcome = verb.apply(input, scope);
    } catch (EngineException e) {
      throw e.at(where);
    }
    applied.add(new Recipe.Applied(index, verb.name(), step, outcome.fitted()));
    if (!outcome.fitted().isEmpty()) {
      fitted.add(source);
    }
    relations.put(source, outcome.relation());
    if (!outcome.relation().table().equals(input.table())) {
      engine.drop(input);
    }
    return "%s: %,d rows, %d columns"
        .formatted(where, engine.count(outcome.relation()), outcome.relation().columns().size());
  }

  /** Once something was fitted on the train part, rows must not move between the parts. */
  private static void keysStay(Step step, Splits splits, Scope scope) {
    var changed = new HashSet<String>();
    if (step.derive() != null) {
      changed.addAll(step.derive().keySet());
    }
    if (step.rename() != null) {
      changed.addAll(step.rename().keySet());
      changed.addAll(step.rename().values());
    }
    if (step.fill() != null) {
      changed.addAll(step.fill().columns());
    }
    if (step.encode() != null) {
      changed.addAll(step.encode().columns());
    }
    changed.retainAll(splits.key());
    if (!changed.isEmpty()) {
      throw scope.refuse(
          "StepFailed",
          "it changes key column "
              + String.join(", ", changed)
              + " after a step was fitted on the train part, which the key decides; put it before");
    }
  }

  private String main() {
    return spec.sources().getFirst().name();
  }

  private Relation relation(String source) {
    Relation relation = relations.get(source);
    if (relation == null) {
      throw new RunnerException("StepFailed", "there is no source " + source, false);
    }
    return relation;
  }
}
