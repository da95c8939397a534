package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;

/** What the container of a transform made of the rows. */
record Transformed(Relation output) implements Verb {
  private static final String NAME = "transform";

  @Override
  public String name() {
    return NAME;
  }

  /** Nobody knows what a container does to a column. */
  @Override
  public List<String> replaces(Relation input) {
    return input.names();
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    return Outcome.of(output);
  }

  /** The step in words. */
  static String where(int index) {
    return "steps[" + index + "] " + NAME;
  }
}
