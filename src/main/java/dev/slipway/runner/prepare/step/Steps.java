package dev.slipway.runner.prepare.step;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Step;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
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
 * Applies a Dataset's steps in order. What a step makes of each row by itself is a view; rows are
 * stored by steps that look at several of them, and behind {@link #MOST} views.
 */
public final class Steps {
  /** Views over each other: expressions in them grow with every one. */
  private static final int MOST = 4;

  private final Engine engine;
  private final DatasetSpec spec;
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
    this.spec = spec;
    this.partitioner = partitioner;
    sources.forEach((name, loaded) -> relations.put(name, loaded.relation()));
    columns = relation(main()).columns();
  }

  /** Goes on where others ended. */
  public Steps(Engine engine, DatasetSpec spec, Partitioner partitioner, State state) {
    this.engine = engine;
    this.spec = spec;
    this.partitioner = partitioner;
    this.columns = state.columns();
    relations.putAll(state.relations());
    fitted.addAll(state.fitted());
    applied.addAll(state.applied());
  }

  /** Applies all of them and returns the first source as it is then. */
  public Relation apply(Consumer<String> say) {
    return apply(0, spec.steps().size(), say);
  }

  /** Applies some of them and returns the first source as it is then. */
  public Relation apply(int first, int end, Consumer<String> say) {
    for (int i = first; i < end; i++) {
      Step step = spec.steps().get(i);
      say.accept(apply(i, step, Verbs.of(step)));
    }
    return relation(main());
  }

  /** Takes what the container of a transform made. */
  public void transformed(int index, Relation output, Consumer<String> say) {
    say.accept(apply(index, spec.steps().get(index), new Transformed(output)));
  }

  /** The rows that a transform works on. Nobody knows what it does to the splits' key. */
  public Relation toTransform(int index) {
    String source = source(spec.steps().get(index));
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

  /** The source that a step works on. */
  public String source(Step step) {
    return step.from() == null ? main() : step.from();
  }

  /**
   * What was made until a transform. Views become tables: the next stage gets tables only.
   *
   * @param transform its index; what becomes of its source is its own affair
   */
  public State state(int transform) {
    String but = source(spec.steps().get(transform));
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

  private String apply(int index, Step given, Verb verb) {
    Step step = given.essence();
    String source = source(step);
    String where = "steps[" + index + "] " + verb.name();
    if (step.from() != null) {
      where += " (from " + step.from() + ")";
    }
    engine.progress().at(Phase.STEPS, where, index, spec.steps().size());
    Recipe.Reach reach = reach(verb, source);
    Relation input = relation(source);
    if (input.empty()) {
      applied.add(new Recipe.Applied(index, verb.name(), reach, step, Map.of(), List.of()));
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
      if (output.depth() > MOST) {
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
        new Recipe.Applied(
            index,
            verb.name(),
            reach,
            step,
            outcome.fitted(),
            reach == Recipe.Reach.Table ? output.columns() : List.of()));
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

  private Recipe.Reach reach(Verb verb, String source) {
    if (!source.equals(main())) {
      return Recipe.Reach.Source;
    }
    return verb instanceof RowVerb ? Recipe.Reach.Row : Recipe.Reach.Table;
  }

  /** Once something was fitted on the train part, rows must not move between the parts. */
  private void keysStay(Verb verb, Relation input, Relation output, Scope scope) {
    List<String> replaced = verb.replaces(input);
    List<String> changed =
        spec.splits().key().stream()
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
