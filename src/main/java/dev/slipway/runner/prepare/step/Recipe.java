package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Step;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.plan.Reach;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's {@code recipe.json}. With it {@link RowRecipe} makes of one row what the steps made
 * of the table.
 *
 * @param columns the first source's columns before any step
 * @param steps what was done, in order
 */
public record Recipe(List<Column> columns, List<Applied> steps) {
  public Recipe {
    columns = columns == null ? List.of() : List.copyOf(columns);
    steps = steps == null ? List.of() : List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param index its place in the spec, from 0
   * @param verb its verb
   * @param reach what it works on
   * @param step the step as the spec has it
   * @param fitted what was computed from the train part, by column
   * @param columns with reach Table: the columns behind it; when serving, those that it brings in
   *     are taken from the request
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Applied(
      int index,
      String verb,
      Reach reach,
      Step step,
      @Nullable Map<String, Object> fitted,
      @Nullable List<Column> columns) {}
}
