package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec;
import dev.slipway.api.MonitorStatus.ColumnFinding;
import dev.slipway.api.MonitorStatus.Window;
import dev.slipway.monitor.collect.CollectedWindow;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.Counters;
import dev.slipway.profile.LatencyHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one window, by the ModelVersion that served most of it. Pure. */
final class WindowJudge {
  static final long DEFAULT_MIN_SAMPLES = 300;

  /** The summary of a window with rows enough, but nothing to compare them with. */
  static final String NO_BASELINE = "no baseline";

  private static final int MOST_FINDINGS = 10;
  private static final int LEAST_OF_EACH = 4;

  /**
   * A window, judged.
   *
   * @param psi of every column whose drift was judged
   */
  record Judged(Window window, Map<String, Double> psi) {}

  static long minSamples(MonitorSpec spec) {
    return spec.minSamples() == null ? DEFAULT_MIN_SAMPLES : spec.minSamples();
  }

  /** Judges a window by the baselines that are known. */
  static Judged judge(
      MonitorSpec spec, CollectedWindow collected, Map<String, Baseline> baselines) {
    String version = dominant(collected.versions());
    Counters counters =
        version == null
            ? new Counters()
            : collected.versions().getOrDefault(version, new Counters());
    boolean enough = counters.rows() >= minSamples(spec);
    Baseline baseline = version == null ? null : baselines.get(version);
    boolean columns = spec.drift() != null || spec.quality() != null;
    boolean judged = enough && (!columns || (baseline != null && baseline.profile() != null));
    var drift = List.<ColumnFinding>of();
    var quality = List.<ColumnFinding>of();
    var psi = Map.<String, Double>of();
    if (judged && baseline != null) {
      if (spec.drift() != null) {
        var drifts = DriftPolicy.judge(spec.drift(), baseline, counters);
        drift = drifts.findings();
        psi = drifts.psi();
      }
      if (spec.quality() != null) {
        quality = QualityPolicy.judge(spec.quality(), baseline, counters);
      }
    }
    Window plain = plain(collected, version, counters, judged);
    var service =
        spec.service() != null && ServicePolicy.judgeable(plain, minSamples(spec))
            ? ServicePolicy.faults(spec.service(), plain)
            : List.<String>of();
    return new Judged(with(plain, enough, drift, quality, service), psi);
  }

  private static Window plain(
      CollectedWindow collected, @Nullable String version, Counters counters, boolean judged) {
    double p99 = LatencyHistogram.quantile(counters.latency(), 0.99);
    return new Window(
        Instant.ofEpochSecond(collected.start()).toString(),
        Instant.ofEpochSecond(collected.end()).toString(),
        version == null || version.isEmpty() ? null : version,
        counters.requests(),
        counters.errors(),
        counters.rows(),
        Double.isNaN(p99) ? null : Finding.rounded(p99),
        judged,
        List.of(),
        null,
        List.of());
  }

  private static Window with(
      Window plain,
      boolean enough,
      List<ColumnFinding> drift,
      List<ColumnFinding> quality,
      List<String> service) {
    var faults = new ArrayList<String>();
    var words = new ArrayList<String>();
    if (!drift.isEmpty()) {
      faults.add(Cause.DRIFT.id());
      words.add(Finding.words(drift));
    }
    if (!quality.isEmpty()) {
      faults.add(Cause.QUALITY.id());
      words.add(Finding.words(quality));
    }
    if (!service.isEmpty()) {
      faults.add(Cause.SERVICE.id());
      words.addAll(service);
    }
    // neither kind may push the other out of the list
    int ofQuality = Math.min(quality.size(), Math.max(LEAST_OF_EACH, MOST_FINDINGS - drift.size()));
    var findings = new ArrayList<ColumnFinding>();
    drift.stream().limit(MOST_FINDINGS - ofQuality).forEach(findings::add);
    quality.stream().limit(ofQuality).forEach(findings::add);
    String summary = words.isEmpty() ? quiet(plain, enough) : String.join("; ", words);
    return new Window(
        plain.start(),
        plain.end(),
        plain.modelVersion(),
        plain.requests(),
        plain.errors(),
        plain.samples(),
        plain.latencyP99Seconds(),
        plain.judged(),
        findings,
        summary,
        faults);
  }

  private static String quiet(Window window, boolean enough) {
    return window.judged() ? "none" : enough ? NO_BASELINE : "too few rows";
  }

  private static @Nullable String dominant(Map<String, Counters> versions) {
    return versions.entrySet().stream()
        .max(
            Comparator.<Map.Entry<String, Counters>>comparingLong(e -> e.getValue().rows())
                .thenComparingLong(e -> e.getValue().requests())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private WindowJudge() {}
}
