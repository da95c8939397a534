package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Step;
import java.util.List;
import java.util.Map;

/**
 * A snapshot's {@code recipe.json}.
 *
 * @param steps what was done, in order
 */
public record Recipe(List<Applied> steps) {
  /**
   * One step.
   *
   * @param index its place in the spec, from 0
   * @param verb its verb
   * @param step the step as the spec has it
   * @param fitted what was computed from the train part, by column
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Applied(int index, String verb, Step step, Map<String, Object> fitted) {}
}
