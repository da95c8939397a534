package dev.slipway.runner.publish;

import dev.slipway.contract.AddedMetrics;
import dev.slipway.contract.PublishTask.Keep;
import dev.slipway.scoring.MetricDirection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much better a model answers the rows that it learned from than others: for each metric {@code
 * m} that was reported of both, {@code overfit_gap.m}. Train is {@code train_m} (or {@code
 * train.m}, {@code train/m}), validation {@code validation_m}, {@code valid_m} or {@code val_m}; a
 * plain {@code m} is the one of the two that has no name of its own. It is train − validation where
 * more of m is better, validation − train where less is, and the difference without its sign where
 * nobody knows.
 */
final class OverfitGap {
  private static final Pattern TRAIN = Pattern.compile("train(?:ing)?[_./](.+)");

  /** The first of these that was reported counts. */
  private static final List<Pattern> VALIDATION =
      List.of(
          Pattern.compile("validation[_./](.+)"),
          Pattern.compile("valid[_./](.+)"),
          Pattern.compile("val[_./](.+)"));

  /**
   * The gaps of what was reported.
   *
   * @param keep tells which way the objective is better; null when there is none
   */
  static Map<String, Double> of(Map<String, Double> reported, @Nullable Keep keep) {
    var train = new HashMap<String, Double>();
    var validation = new HashMap<String, Double>();
    take(reported, TRAIN, train);
    VALIDATION.forEach(pattern -> take(reported, pattern, validation));
    var names = new TreeSet<>(train.keySet());
    names.addAll(validation.keySet());
    var gaps = new LinkedHashMap<String, Double>();
    for (String name : names) {
      Double plain = reported.get(name);
      Double learned = train.getOrDefault(name, plain);
      Double unseen = validation.getOrDefault(name, plain);
      if (learned != null && unseen != null) {
        double difference = learned - unseen;
        double gap =
            higherIsBetter(name, keep)
                .map(higher -> higher ? difference : -difference)
                .orElse(Math.abs(difference));
        if (Double.isFinite(gap)) {
          gaps.put(AddedMetrics.OVERFIT_GAP + name, gap + 0.0); // -0 becomes 0
        }
      }
    }
    return gaps;
  }

  private static void take(
      Map<String, Double> reported, Pattern pattern, Map<String, Double> values) {
    reported.forEach(
        (name, value) -> {
          Matcher matcher = pattern.matcher(name);
          if (matcher.matches()) {
            values.putIfAbsent(matcher.group(1), value);
          }
        });
  }

  private static Optional<Boolean> higherIsBetter(String name, @Nullable Keep keep) {
    String objective = keep == null ? null : keep.metric();
    if (keep != null && objective != null && (objective.equals(name) || isOf(objective, name))) {
      return Optional.of(keep.maximize());
    }
    return MetricDirection.higherIsBetter(name);
  }

  private static boolean isOf(String objective, String name) {
    return VALIDATION.stream()
        .map(pattern -> pattern.matcher(objective))
        .anyMatch(matcher -> matcher.matches() && matcher.group(1).equals(name));
  }

  private OverfitGap() {}
}
