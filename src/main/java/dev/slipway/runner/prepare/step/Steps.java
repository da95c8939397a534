package dev.slipway.runner.prepare.step;

import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.plan.PlannedStep;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import dev.slipway.runner.prepare.plan.Reach;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.table.Partitioner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Applies the steps of a plan in order. What a step makes of each row by itself is a view, unless
 * the plan has its rows stored.
 */
public final class Steps {
  private final Engine engine;
  private final PreparationPlan plan;
  private final Partitioner partitioner;
  private final List<Column> columns;
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private final Set<String> fitted = new HashSet<>();
  private final List<Recipe.Applied> applied = new ArrayList<>();

  /**
   * What some of the steps have made, with which others go on elsewhere.
   *
   * @param columns the first source's columns before any step
   * @param relations all sources as they are
   * @param fitted the sources on which something was fitted
   * @param applied what was done
   */
  public record State(
      List<Column> columns,
      Map<String, Relation> relations,
      Set<String> fitted,
      List<Recipe.Applied> applied) {}

  public Steps(
      Engine engine, DatasetSpec spec, Partitioner partitioner, Map<String, Loaded> sources) {
    this.engine = engine;
    this.plan = PreparationPlan.of(spec);
    this.partitioner = partitioner;
    sources.forEach((name, loaded) -> relations.put(name, loaded.relation()));
    columns = relation(plan.main()).columns();
  }

  /** Goes on where others ended. */
  public Steps(Engine engine, DatasetSpec spec, Partitioner partitioner, State state) {
    this.engine = engine;
    this.plan = PreparationPlan.of(spec);
    this.partitioner = partitioner;
    this.columns = state.columns();
    relations.putAll(state.relations());
    fitted.addAll(state.fitted());
    applied.addAll(state.applied());
  }

  /** Applies all of them and returns the first source as it is then. */
  public Relation apply(Consumer<String> say) {
    return apply(0, plan.steps().size(), say);
  }

  /** Applies some of them and returns the first source as it is then. */
  public Relation apply(int first, int end, Consumer<String> say) {
    for (PlannedStep step : plan.steps().subList(first, end)) {
      say.accept(apply(step));
    }
    return relation(plan.main());
  }

  /** Takes what the container of a transform made. */
  public void transformed(int index, Relation output, Consumer<String> say) {
    say.accept(apply(plan.steps().get(index), new Transformed(output)));
  }

  /** The rows that a transform works on. Nobody knows what it does to the splits' key. */
  public Relation toTransform(int index) {
    String source = plan.steps().get(index).source();
    if (fitted.contains(source)) {
      throw new RunnerException(
          "StepFailed",
          Transformed.where(index)
              + ": something was fitted on the train part of "
              + source
              + " by a step before it, and a transform may change the key, which decides the train part; move the"
              + " transform before what is fitted",
          false);
    }
    return relation(source);
  }

  /**
   * What was made until a transform. Views become tables: the next stage gets tables only.
   *
   * @param transform its index; what becomes of its source is its own affair
   */
  public State state(int transform) {
    String but = plan.steps().get(transform).source();
    relations.replaceAll(
        (source, relation) ->
            relation.over() == null || source.equals(but) ? relation : stored(relation));
    return new State(
        columns, new LinkedHashMap<>(relations), Set.copyOf(fitted), List.copyOf(applied));
  }

  private Relation stored(Relation view) {
    Relation table = engine.table("SELECT * FROM " + view.quoted());
    engine.drop(view);
    return table;
  }

  /** What an expression at a place of the spec may see after the steps. */
  public Scope scope(String place) {
    return new Scope(engine, Map.copyOf(relations), partitioner, place);
  }

  /** What was done. */
  public Recipe recipe() {
    return new Recipe(columns, applied);
  }

  /** Applies one step, and says what it did. */
  public String apply(PlannedStep step) {
    return apply(step, Verbs.of(step.step()));
  }

  private String apply(PlannedStep step, Verb verb) {
    String source = step.source();
    String where = step.where();
    engine.progress().at(Phase.STEPS, where, step.index(), plan.steps().size());
    Relation input = relation(source);
    if (input.empty()) {
      applied.add(applied(step, Map.of(), List.of()));
      return where + ": nothing to do, " + source + " holds nothing yet";
    }
    var scope = new Scope(engine, relations, partitioner, where);
    long start = System.nanoTime();
    Verb.Outcome outcome;
    Relation output;
    long rows;
    try {
      outcome = verb.apply(input, scope);
      output = outcome.relation();
      if (step.stored() && output.over() != null) {
        output = scope.table("SELECT * FROM " + output.quoted());
        engine.drop(outcome.relation());
      }
      rows = rows(source, verb, input, output);
    } catch (EngineException e) {
      throw scope.refuse(e, input);
    }
    if (!outcome.fitted().isEmpty()) {
      fitted.add(source);
    }
    if (fitted.contains(source)) {
      keysStay(verb, input, output, scope);
    }
    applied.add(
        applied(
            step, outcome.fitted(), step.reach() == Reach.Table ? output.columns() : List.of()));
    relations.put(source, output);
    counts.put(source, rows);
    if (output.over() == null && !output.table().equals(input.table())) {
      engine.drop(input);
    }
    return "%s: %,d rows, %d columns, %.1f s"
        .formatted(where, rows, output.columns().size(), (System.nanoTime() - start) / 1e9);
  }

  /** How many there are after a step; counting those of a view looks at every row. */
  private long rows(String source, Verb verb, Relation input, Relation output) {
    if (output.over() == null || !(verb instanceof RowVerb)) {
      return engine.count(output);
    }
    return counts.computeIfAbsent(source, s -> engine.count(input));
  }

  private static Recipe.Applied applied(
      PlannedStep step, Map<String, Object> fitted, List<Column> columns) {
    return new Recipe.Applied(
        step.index(), step.verb(), step.reach(), step.step().essence(), fitted, columns);
  }

  /** Once something was fitted on the train part, rows must not move between the parts. */
  private void keysStay(Verb verb, Relation input, Relation output, Scope scope) {
    List<String> replaced = verb.replaces(input);
    List<String> changed =
        plan.splits().key().stream()
            .filter(
                key ->
                    replaced.stream().anyMatch(key::equalsIgnoreCase)
                        || (output.find(key).isPresent() && input.find(key).isEmpty()))
            .toList();
    if (!changed.isEmpty()) {
      throw scope.refuse(
          "StepFailed",
          "it changes key column "
              + String.join(", ", changed)
              + ", which decides the train part, and something was fitted on the train part by it or"
              + " before it; let the key be as it is, or change it in a step before");
    }
  }

  /** Puts other rows with the same columns in the place of a source's. */
  public void replace(String source, Relation relation) {
    relations.put(source, relation);
    counts.remove(source);
  }

  /** A source as it is now. */
  public Relation relation(String source) {
    Relation relation = relations.get(source);
    if (relation == null) {
      throw new RunnerException("StepFailed", "there is no source " + source, false);
    }
    return relation;
  }
}
