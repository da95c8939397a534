package dev.slipway.runner.prepare.quality.check;

import java.util.List;
import java.util.stream.Collectors;

/** In every row some columns add up to 1, within a millionth. */
record SumToOne(List<String> columns) implements RowCheck {
  @Override
  public String words() {
    return String.join(" + ", columns) + " = 1";
  }

  @Override
  public String failing(Checked on) {
    return "abs(" + shown(on) + " - 1) > 0.000001";
  }

  @Override
  public String shown(Checked on) {
    return columns.stream()
        .map(name -> "CAST(" + on.number(name, "sumToOne").quoted() + " AS DOUBLE)")
        .collect(Collectors.joining(" + ", "(", ")"));
  }
}
