package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.AddedMetrics;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one metric of a run that a list has room for: the first that a gate names and the training
 * code reports, else the first by its name, before those that publish adds.
 */
final class HeadlineMetric {
  /** Its name and value, such as {@code auc=0.741}; null while nothing is reported. */
  static @Nullable String of(TrainingJobSpec spec, @Nullable Run run) {
    Map<String, Double> reported = new TreeMap<>(run == null ? Map.of() : reported(run));
    Stream<String> gates =
        spec.validation() == null
            ? Stream.empty()
            : spec.validation().gates().stream()
                .map(gate -> gate.metric().replaceFirst("^train\\.", ""));
    Stream<String> names =
        reported.keySet().stream().sorted(Comparator.comparing(AddedMetrics::named));
    return Stream.concat(gates, names)
        .filter(reported::containsKey)
        .findFirst()
        .map(metric -> metric + "=" + text(reported.getOrDefault(metric, Double.NaN)))
        .orElse(null);
  }

  private static Map<String, Double> reported(Run run) {
    if (run.metrics() != null) {
      return run.metrics();
    }
    return run.progress() == null ? Map.of() : run.progress().metrics();
  }

  /** Four digits, without zeros at the end. */
  private static String text(double value) {
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains("e") || !text.contains(".") ? text : text.replaceFirst("\\.?0+$", "");
  }

  private HeadlineMetric() {}
}
