package dev.slipway.runner.prepare.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums of a target by category and fold, and the smoothed means that come of them: (s + m·p) / (n +
 * m), where n and s are a category's rows and sum, p is the mean over all categories and m the
 * smoothing (Micci-Barreca, 2001, with the weight n / (n + m)).
 */
final class TargetMeans {
  /** Rows and sum of some rows. */
  private record Part(long rows, double sum) {
    static final Part NONE = new Part(0, 0);

    Part plus(Part other) {
      return new Part(rows + other.rows, sum + other.sum);
    }

    double mean(double prior, double smoothing) {
      return rows + smoothing == 0 ? prior : (sum + smoothing * prior) / (rows + smoothing);
    }
  }

  private final int folds;
  private final double smoothing;
  private final Map<String, Part[]> categories = new LinkedHashMap<>();
  private final Part[] all;

  TargetMeans(int folds, double smoothing) {
    this.folds = folds;
    this.smoothing = smoothing;
    this.all = none();
  }

  /** Takes a category's rows of one fold; a missing category counts for the mean of all only. */
  void take(@Nullable String category, int fold, long rows, double sum) {
    var part = new Part(rows, sum);
    all[fold] = all[fold].plus(part);
    if (category != null) {
      Part[] own = categories.computeIfAbsent(category, c -> none());
      own[fold] = own[fold].plus(part);
    }
  }

  boolean empty() {
    return categories.isEmpty();
  }

  /** The mean over all rows outside a fold; over all rows for fold -1. NaN when there are none. */
  double prior(int without) {
    Part part = sum(all, without);
    return part.rows() == 0 ? Double.NaN : part.sum() / part.rows();
  }

  /** The smoothed mean of each category over the rows outside a fold; over all for fold -1. */
  Map<String, Double> means(int without) {
    double prior = prior(without);
    var means = new LinkedHashMap<String, Double>();
    categories.forEach(
        (category, parts) -> means.put(category, sum(parts, without).mean(prior, smoothing)));
    return means;
  }

  private Part sum(Part[] parts, int without) {
    Part sum = Part.NONE;
    for (int fold = 0; fold < folds; fold++) {
      sum = fold == without ? sum : sum.plus(parts[fold]);
    }
    return sum;
  }

  private Part[] none() {
    var parts = new Part[folds];
    Arrays.fill(parts, Part.NONE);
    return parts;
  }
}
