package dev.slipway.runner.prepare.insight;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well one column predicts the label alone: for each of its groups the label is learned from
 * the fitted rows, and the prediction is scored on the rows that are held out. What is merely
 * different in every row, such as an id, has learned nothing of those.
 *
 * @param measure auc for classes, r2 for numbers
 * @param value the score; 1 is perfect, and 0.5 (auc) or 0 (r2) is none
 * @param error its standard error
 * @param rows how many rows it was scored on
 */
public record SingleFeature(String measure, double value, double error, long rows) {
  static final String AUC = "auc";
  static final String R2 = "r2";

  private static final int LEAST_ROWS = 30;
  private static final int LEAST_OF_A_CLASS = 5;

  /** Whether the score less its error is nearly perfect. */
  public boolean leaks() {
    return value - error >= (measure.equals(AUC) ? 0.98 : 0.95);
  }

  /**
   * Scores classes: the area under the ROC curve, that of each class against the others weighted by
   * the class's rows (F. Provost and P. Domingos, Well-Trained PETs, 2000). The standard error is
   * that of Hanley and McNeil (1982).
   *
   * @return null when there are too few rows to tell
   */
  static @Nullable SingleFeature classes(Contingency counts) {
    long[] held = labels(counts.held());
    long[] fit = labels(counts.fit());
    long rows = Arrays.stream(held).sum();
    double sum = 0;
    double errors = 0;
    long weight = 0;
    // Of two classes one tells all.
    for (int y = 0; y < (held.length == 2 ? 1 : held.length); y++) {
      long others = rows - held[y];
      if (held[y] >= LEAST_OF_A_CLASS && others >= LEAST_OF_A_CLASS) {
        double auc = auc(counts, y, (double) fit[y] / Math.max(1, Arrays.stream(fit).sum()));
        sum += auc * held[y];
        errors += error(auc, held[y], others) * held[y];
        weight += held[y];
      }
    }
    // A score of few classes says little of all the others.
    return rows < LEAST_ROWS || weight == 0 || (held.length > 2 && weight * 2 < rows)
        ? null
        : new SingleFeature(AUC, sum / weight, errors / weight, rows);
  }

  /**
   * Scores numbers: the share of the variance of the label's ranks that the groups' mean ranks
   * explain, R² = 1 − Σ(r − r̂)² / Σ(r − r̄)². Ranks are those of the label's groups, so that
   * neither a curve between the two nor a few huge values matter. The standard error is 2R(1 −
   * R²)/√n (I. Olkin and J. Finn, Correlations Redux, 1995).
   *
   * @return null when there are too few rows to tell
   */
  static @Nullable SingleFeature numbers(Contingency counts) {
    long[] fit = labels(counts.fit());
    long all = Arrays.stream(fit).sum();
    double[] ranks = new double[fit.length];
    long below = 0;
    double mean = 0;
    for (int y = 0; y < fit.length; y++) {
      ranks[y] = (below + fit[y] / 2.0) / Math.max(1, all);
      below += fit[y];
      mean += ranks[y] * fit[y] / Math.max(1, all);
    }
    long[] held = labels(counts.held());
    long rows = Arrays.stream(held).sum();
    double heldMean = 0;
    for (int y = 0; y < held.length; y++) {
      heldMean += ranks[y] * held[y] / Math.max(1, rows);
    }
    double left = 0;
    double total = 0;
    for (int x = 0; x < counts.held().length; x++) {
      double guess = mean;
      long n = 1;
      for (int y = 0; y < ranks.length; y++) {
        guess += ranks[y] * counts.fit()[x][y];
        n += counts.fit()[x][y];
      }
      guess /= n;
      for (int y = 0; y < ranks.length; y++) {
        long times = counts.held()[x][y];
        left += times * (ranks[y] - guess) * (ranks[y] - guess);
        total += times * (ranks[y] - heldMean) * (ranks[y] - heldMean);
      }
    }
    if (rows < LEAST_ROWS || total == 0) {
      return null;
    }
    double r2 = Math.max(0, 1 - left / total);
    return new SingleFeature(R2, r2, 2 * Math.sqrt(r2) * (1 - r2) / Math.sqrt(rows), rows);
  }

  /** Of one class against the others, groups ordered by the class's share among the fitted rows. */
  private static double auc(Contingency counts, int label, double prior) {
    double[] scores = new double[counts.fit().length];
    for (int x = 0; x < scores.length; x++) {
      long n = Arrays.stream(counts.fit()[x]).sum();
      scores[x] = (counts.fit()[x][label] + prior) / (n + 1.0);
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(x -> scores[x]))
            .mapToInt(Integer::intValue)
            .toArray();
    double wins = 0;
    double positives = 0;
    double negatives = 0;
    for (int start = 0; start < order.length; ) {
      double tiedPositives = 0;
      double tiedNegatives = 0;
      int end = start;
      while (end < order.length && scores[order[end]] == scores[order[start]]) {
        long[] row = counts.held()[order[end++]];
        tiedPositives += row[label];
        tiedNegatives += Arrays.stream(row).sum() - row[label];
      }
      wins += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      start = end;
    }
    return wins / (positives * negatives);
  }

  private static double error(double auc, long positives, long negatives) {
    double q1 = auc / (2 - auc) - auc * auc;
    double q2 = 2 * auc * auc / (1 + auc) - auc * auc;
    double variance =
        (auc * (1 - auc) + (positives - 1) * q1 + (negatives - 1) * q2)
            / ((double) positives * negatives);
    return Math.sqrt(Math.max(0, variance));
  }

  private static long[] labels(long[][] counts) {
    long[] sums = new long[counts.length == 0 ? 0 : counts[0].length];
    for (long[] row : counts) {
      for (int y = 0; y < row.length; y++) {
        sums[y] += row[y];
      }
    }
    return sums;
  }
}
