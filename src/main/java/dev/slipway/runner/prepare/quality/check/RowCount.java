package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Expectation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The number of rows lies within bounds. */
record RowCount(Expectation.RowCount bounds) implements TableCheck {
  @Override
  public String words() {
    return "rows"
        + (bounds.min() == null ? "" : " at least " + bounds.min())
        + (bounds.max() == null ? "" : " at most " + bounds.max());
  }

  @Override
  public @Nullable String found(Checked on) {
    long rows = on.engine().count(on.table().rows());
    boolean low = bounds.min() != null && rows < bounds.min();
    boolean high = bounds.max() != null && rows > bounds.max();
    return low || high ? String.format(Locale.ROOT, "%,d rows", rows) : null;
  }
}
