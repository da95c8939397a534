package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Expectation.Type;
import org.jspecify.annotations.Nullable;

/** The column has a type. */
record OfType(String column, Type type) implements TableCheck {
  @Override
  public String words() {
    return column + " of type " + type.kind();
  }

  @Override
  public @Nullable String found(Checked on) {
    String kind = on.column(column).kind();
    return type.kind().equals(kind) ? null : "it is of type " + kind;
  }
}
