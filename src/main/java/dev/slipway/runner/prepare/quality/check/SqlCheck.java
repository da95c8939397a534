package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.prepare.step.Expressions;

/** An expression over one row is not false. */
record SqlCheck(String expression) implements RowCheck {
  @Override
  public String words() {
    return expression;
  }

  @Override
  public String failing(Checked on) {
    String type = Expressions.type(on.scope(), on.table().relation(), "sql", expression);
    if (!type.equals("BOOLEAN")) {
      throw on.refuse("TypeMismatch", expression + " is " + type + ", not true or false");
    }
    return "NOT " + Expressions.bracketed(expression);
  }

  @Override
  public String shown(Checked on) {
    return "NULL";
  }
}
