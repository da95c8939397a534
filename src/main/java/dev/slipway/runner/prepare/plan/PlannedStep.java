package dev.slipway.runner.prepare.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Step;

/**
 * One step of a plan.
 *
 * @param index its place in the spec, from 0
 * @param verb its verb
 * @param source the source whose rows it works on
 * @param reach what it works on
 * @param fitted whether it computes something from the train part
 * @param stored whether its rows are stored; else they are made anew where they are read
 * @param columns what it does to columns
 * @param step the step as the spec has it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlannedStep(
    int index,
    String verb,
    String source,
    Reach reach,
    boolean fitted,
    boolean stored,
    ColumnEffect columns,
    @JsonIgnore Step step) {

  /** The step as messages name it, such as steps[2] fill. */
  public String where() {
    String where = "steps[" + index + "] " + verb;
    return step.from() == null ? where : where + " (from " + step.from() + ")";
  }
}
