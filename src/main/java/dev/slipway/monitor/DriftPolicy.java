package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec.Drift;
import dev.slipway.api.MonitorStatus.ColumnFinding;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.ColumnComparison;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Counters;
import dev.slipway.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which columns have drifted in a window. */
final class DriftPolicy {
  static final double DEFAULT_THRESHOLD = 0.2;

  /**
   * What was measured.
   *
   * @param findings columns that drifted, worst first
   * @param psi of every column that was judged
   */
  record Drifts(List<ColumnFinding> findings, Map<String, Double> psi) {}

  /** Compares a window's counters with the baseline. */
  static Drifts judge(Drift spec, Baseline baseline, Counters counters) {
    List<Watched> watched = watched(spec.columns(), baseline, counters);
    double threshold = spec.threshold() == null ? DEFAULT_THRESHOLD : spec.threshold();
    var findings = new ArrayList<ColumnFinding>();
    var psi = new LinkedHashMap<String, Double>();
    for (Watched column : watched) {
      var found = ColumnComparison.of(column.baseline(), column.counts(), watched.size()).psi();
      double bound = found.floor(threshold, watched.size());
      psi.put(column.baseline().name(), found.value());
      if (found.value() > bound) {
        findings.add(
            new ColumnFinding(
                column.baseline().name(),
                Finding.DRIFT,
                Finding.rounded(found.value()),
                Finding.rounded(bound)));
      }
    }
    findings.sort(Finding.WORST_FIRST);
    return new Drifts(List.copyOf(findings), psi);
  }

  /** Names that are neither a feature nor a counted output of the baseline. */
  static List<String> unknown(Drift spec, Baseline baseline) {
    return spec.columns() == null
        ? List.of()
        : spec.columns().stream()
            .filter(
                name ->
                    find(baseline.profile(), name, true) == null
                        && find(baseline.predictions(), name, false) == null)
            .toList();
  }

  /** The features of a baseline. */
  static List<ColumnProfile> features(Baseline baseline) {
    return baseline.profile() == null
        ? List.of()
        : baseline.profile().columns().stream().filter(c -> c.role().equals("Feature")).toList();
  }

  /**
   * A column with both sides of the comparison.
   *
   * @param counts laid out by the baseline's bins
   */
  record Watched(ColumnProfile baseline, long[] counts) {}

  /** The columns that are named, or every feature; those that the agents do not count are out. */
  static List<Watched> watched(@Nullable List<String> names, Baseline baseline, Counters counters) {
    var watched = new ArrayList<Watched>();
    if (names == null || names.isEmpty()) {
      features(baseline).forEach(c -> add(watched, c, counters.columns()));
      return watched;
    }
    for (String name : names) {
      ColumnProfile feature = find(baseline.profile(), name, true);
      ColumnProfile output = find(baseline.predictions(), name, false);
      if (feature != null) {
        add(watched, feature, counters.columns());
      } else if (output != null) {
        add(watched, output, counters.outputs());
      }
    }
    return watched;
  }

  private static void add(List<Watched> to, ColumnProfile column, Map<String, long[]> counters) {
    long[] counts = counters.get(column.name());
    if (counts != null && counts.length == column.counts().size() + 2) {
      to.add(new Watched(column, counts));
    }
  }

  private static @Nullable ColumnProfile find(
      @Nullable Profile profile, String name, boolean features) {
    return profile == null
        ? null
        : profile.columns().stream()
            .filter(c -> c.name().equals(name))
            .filter(c -> !features || c.role().equals("Feature"))
            .findFirst()
            .orElse(null);
  }

  private DriftPolicy() {}
}
