package dev.slipway.runner.prepare.step;

import dev.slipway.api.Step;
import dev.slipway.runner.RunnerException;

/** Finds a step's verb. */
public final class Verbs {
  public static Verb of(Step step) {
    if (step.select() != null) {
      return new ColumnVerbs.Select(step.select());
    }
    if (step.drop() != null) {
      return new ColumnVerbs.Drop(step.drop());
    }
    if (step.rename() != null) {
      return new ColumnVerbs.Rename(step.rename());
    }
    if (step.derive() != null) {
      return new RowVerbs.Derive(step.derive());
    }
    if (step.filter() != null) {
      return new RowVerbs.Filter(step.filter());
    }
    if (step.join() != null) {
      return new SetVerbs.Join(step.join());
    }
    if (step.union() != null) {
      return new SetVerbs.Union(step.union());
    }
    if (step.deduplicate() != null) {
      return new RowVerbs.Deduplicate(step.deduplicate());
    }
    if (step.fill() != null) {
      return new FittedVerbs.Fill(step.fill());
    }
    if (step.encode() != null) {
      return new FittedVerbs.Encode(step.encode());
    }
    throw new RunnerException("StepFailed", "a step has no verb", false);
  }

  private Verbs() {}
}
