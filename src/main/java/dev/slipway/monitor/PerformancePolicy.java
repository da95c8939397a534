package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec.Performance;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.PerformanceResult;
import dev.slipway.contract.EvaluateResult;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether predictions are good enough, judged by their labels. */
final class PerformancePolicy {
  static final long DEFAULT_MIN_LABELS = 100;

  static long minLabels(Performance spec) {
    return spec.minLabels() == null ? DEFAULT_MIN_LABELS : spec.minLabels();
  }

  /** What an evaluation comes to; it has a value only when there were enough labels. */
  static PerformanceResult result(
      Performance spec, EvaluateResult measured, @Nullable String version, String time) {
    Double value =
        measured.labels() >= minLabels(spec) ? measured.metrics().get(spec.metric()) : null;
    String summary =
        value != null
            ? String.format(Locale.ROOT, "%s %.3f%s", spec.metric(), value, bounds(spec))
            : measured.labels() < minLabels(spec)
                ? "%d of %d labels".formatted(measured.labels(), minLabels(spec))
                : spec.metric() + " not defined";
    return new PerformanceResult(
        spec.metric(),
        value,
        measured.labels(),
        measured.predictions(),
        measured.unknownLabels(),
        version,
        time,
        summary);
  }

  /** The result, if it is one of this ModelVersion and metric. */
  static @Nullable PerformanceResult current(
      Performance spec, @Nullable PerformanceResult result, @Nullable String version) {
    return result != null
            && Objects.equals(result.modelVersion(), version)
            && result.metric().equals(spec.metric())
        ? result
        : null;
  }

  /** Whether a value is outside the bounds. */
  static boolean bad(Performance spec, double value) {
    return (spec.min() != null && value < spec.min()) || (spec.max() != null && value > spec.max());
  }

  /**
   * Whether it alerts. What cannot be judged changes nothing.
   *
   * @param result the last one of the ModelVersion that serves now, for the metric of the spec
   * @param since the end of the time that it covers
   */
  static Optional<ActiveAlert> decide(
      Performance spec,
      @Nullable PerformanceResult result,
      @Nullable ActiveAlert before,
      @Nullable String since) {
    Double value = result == null ? null : result.value();
    if (result == null || value == null || since == null) {
      return Optional.ofNullable(before);
    }
    if (!bad(spec, value)) {
      return Optional.empty();
    }
    return Optional.of(
        new ActiveAlert(
            Cause.PERFORMANCE.id(),
            before == null ? since : before.since(),
            "%s over %d labels".formatted(result.summary(), result.labels())));
  }

  private static String bounds(Performance spec) {
    String min = spec.min() == null ? "" : "min " + spec.min();
    String max = spec.max() == null ? "" : "max " + spec.max();
    return " (" + min + (min.isEmpty() || max.isEmpty() ? "" : ", ") + max + ")";
  }

  private PerformancePolicy() {}
}
