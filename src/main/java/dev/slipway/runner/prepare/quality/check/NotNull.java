package dev.slipway.runner.prepare.quality.check;

/** No value is missing. */
record NotNull(String column) implements RowCheck {
  @Override
  public String words() {
    return column + " not null";
  }

  @Override
  public String failing(Checked on) {
    return on.column(column).quoted() + " IS NULL";
  }

  @Override
  public String shown(Checked on) {
    return "NULL";
  }
}
