package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec.Quality;
import dev.slipway.api.MonitorStatus.ColumnFinding;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.ColumnComparison;
import dev.slipway.profile.Counters;
import java.util.ArrayList;
import java.util.List;

/** In which features values are missing or unknown more often than they may. */
final class QualityPolicy {
  static final double DEFAULT_NULL_INCREASE = 0.05;
  static final double DEFAULT_UNSEEN = 0.01;

  /**
   * Compares a window's counters with the baseline. Missing values must exceed both the limit and
   * what chance makes of so few rows.
   */
  static List<ColumnFinding> judge(Quality spec, Baseline baseline, Counters counters) {
    double nulls = spec.maxNullIncrease() == null ? DEFAULT_NULL_INCREASE : spec.maxNullIncrease();
    double unseen = spec.maxUnseen() == null ? DEFAULT_UNSEEN : spec.maxUnseen();
    var findings = new ArrayList<ColumnFinding>();
    var watched = DriftPolicy.watched(null, baseline, counters);
    for (DriftPolicy.Watched column : watched) {
      var found = ColumnComparison.of(column.baseline(), column.counts(), watched.size());
      double bound = Math.max(nulls, found.nullChance());
      if (found.nullIncrease() > bound) {
        findings.add(finding(found.column(), Finding.NULLS, found.nullIncrease(), bound));
      }
      Double share = found.unseen();
      if (share != null && share > unseen) {
        findings.add(finding(found.column(), Finding.UNSEEN, share, unseen));
      }
    }
    findings.sort(Finding.WORST_FIRST);
    return List.copyOf(findings);
  }

  private static ColumnFinding finding(String column, String kind, double value, double bound) {
    return new ColumnFinding(column, kind, Finding.rounded(value), Finding.rounded(bound));
  }

  private QualityPolicy() {}
}
