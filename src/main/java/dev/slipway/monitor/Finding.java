package dev.slipway.monitor;

import dev.slipway.api.MonitorStatus.ColumnFinding;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Findings in columns, in order and in words. Pure. */
final class Finding {
  static final String DRIFT = "Drift";
  static final String NULLS = "Nulls";
  static final String UNSEEN = "Unseen";

  /** What exceeds its bound most comes first. */
  static final Comparator<ColumnFinding> WORST_FIRST =
      Comparator.<ColumnFinding>comparingDouble(f -> -f.value() / Math.max(f.bound(), 1e-9))
          .thenComparing(ColumnFinding::column)
          .thenComparing(ColumnFinding::kind);

  /** The worst one in words, and the number of the others: {@code temp PSI 9.81 (+3)}. */
  static String words(List<ColumnFinding> findings) {
    ColumnFinding worst = findings.getFirst();
    String words =
        switch (worst.kind()) {
          case NULLS ->
              String.format(Locale.ROOT, "%s missing +%.3f", worst.column(), worst.value());
          case UNSEEN ->
              String.format(Locale.ROOT, "%s unseen %.3f", worst.column(), worst.value());
          default -> String.format(Locale.ROOT, "%s PSI %.2f", worst.column(), worst.value());
        };
    return findings.size() == 1 ? words : words + " (+" + (findings.size() - 1) + ")";
  }

  /** A number with few digits; statuses are read by people. */
  static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private Finding() {}
}
