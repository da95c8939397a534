package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Durations;
import dev.slipway.runner.prepare.engine.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest value of a column of moments (UTC) is not older than a length of time. */
record Freshness(String column, String within) implements TableCheck {
  @Override
  public String words() {
    return column + " not older than " + within;
  }

  @Override
  public @Nullable String found(Checked on) {
    Column checked = on.column(column);
    if (!"timestamp".equals(checked.kind())) {
      throw on.refuse(
          "TypeMismatch", "freshness needs moments, and column " + column + " holds none");
    }
    List<String> newest =
        on.engine()
            .rows(
                "SELECT strftime(max(%s), '%%Y-%%m-%%dT%%H:%%M:%%SZ') FROM %s"
                    .formatted(checked.quoted(), on.table().rows().quoted()),
                row -> String.valueOf(row.getString(1)));
    if (newest.getFirst().equals("null")) {
      return "it has no value";
    }
    Instant oldest = on.time().minus(Durations.parse(within, Duration.ZERO));
    return Instant.parse(newest.getFirst()).isBefore(oldest)
        ? "the newest is " + newest.getFirst()
        : null;
  }
}
