package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Relation;

/** Keeps the rows for which an expression is true. */
public record Filter(String expression) implements Verb {
  @Override
  public String name() {
    return "filter";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    String type = Expressions.type(scope, input, "condition", expression);
    if (!type.equals("BOOLEAN")) {
      throw scope.refuse("TypeMismatch", expression + " is " + type + ", not true or false");
    }
    return Outcome.of(
        scope.view(
            "SELECT * FROM " + input.quoted() + " WHERE " + Expressions.bracketed(expression),
            input));
  }
}
