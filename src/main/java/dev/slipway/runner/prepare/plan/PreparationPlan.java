package dev.slipway.runner.prepare.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Expectation;
import dev.slipway.api.Splits;
import dev.slipway.api.Step;
import dev.slipway.runner.RunnerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A preparation: sources are loaded, steps applied to them in order, the first source's rows
 * checked, divided and written. It is compiled from the spec alone and knows no engine.
 *
 * @param sources what is loaded; the first one's rows become the snapshot
 * @param steps what is done
 * @param label the column that is predicted; null for none
 * @param expectations what is checked before anything is written
 * @param splits the parts that are written
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreparationPlan(
    List<PlannedSource> sources,
    List<PlannedStep> steps,
    @Nullable String label,
    List<Expectation> expectations,
    Splits splits) {
  /** Steps over each other whose rows are not stored: their expressions grow with every one. */
  public static final int MOST_UNSTORED = 4;

  public PreparationPlan {
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
    expectations = List.copyOf(expectations);
  }

  /**
   * Compiles a spec.
   *
   * @throws RunnerException StepFailed when a step has no verb
   */
  public static PreparationPlan of(DatasetSpec spec) {
    return new PreparationPlan(
        spec.sources().stream().map(PlannedSource::of).toList(),
        steps(spec),
        spec.label(),
        spec.expectations(),
        spec.splits());
  }

  /** The source whose rows become the snapshot. */
  public String main() {
    return sources.getFirst().name();
  }

  private static List<PlannedStep> steps(DatasetSpec spec) {
    String main = spec.sources().getFirst().name();
    Map<String, Integer> unstored = new HashMap<>();
    var steps = new ArrayList<PlannedStep>();
    for (Step step : spec.steps()) {
      int index = steps.size();
      Traits traits = Traits.of(step);
      if (traits == null) {
        throw new RunnerException("StepFailed", "steps[" + index + "] has no verb", false);
      }
      String source = step.from() == null ? main : step.from();
      int above = unstored.getOrDefault(source, 0);
      boolean last =
          spec.steps().stream()
              .skip(index + 1L)
              .noneMatch(later -> source.equals(later.from() == null ? main : later.from()));
      boolean stored = traits.stored() || (above >= MOST_UNSTORED && !last);
      unstored.put(source, stored ? 0 : above + 1);
      Reach reach = !source.equals(main) ? Reach.Source : traits.byRow() ? Reach.Row : Reach.Table;
      steps.add(
          new PlannedStep(
              index,
              traits.verb(),
              source,
              reach,
              traits.fitted(),
              stored,
              traits.columns(),
              step));
    }
    return steps;
  }
}
