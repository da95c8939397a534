package dev.slipway.scoring;

import dev.slipway.contract.AddedMetrics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which way a metric that training code named is better, told by the words of its name: the last
 * ones first ({@code val_cross_entropy}, {@code clsLoss}), then the first ones ({@code f1_macro},
 * {@code recall@5}). {@code neg} before them turns it round, as in {@code neg_log_loss}.
 */
public final class MetricDirection {
  private static final int MOST_WORDS = 2;

  private static final Set<String> HIGHER =
      Set.of(
          "acc",
          "accuracy",
          "agreement",
          "ap",
          "auc",
          "auprc",
          "auroc",
          "average precision",
          "bleu",
          "dice",
          "explained variance",
          "f1",
          "f1 score",
          "iou",
          "kappa",
          "map",
          "mcc",
          "mrr",
          "ndcg",
          "precision",
          "psnr",
          "r2",
          "r2 score",
          "recall",
          "rouge",
          "sensitivity",
          "specificity",
          "ssim");

  private static final Set<String> LOWER =
      Set.of(
          "brier",
          "brier score",
          "bytes",
          "cer",
          "cross entropy",
          "crossentropy",
          "deviance",
          "error",
          "error rate",
          "hinge",
          "logloss",
          "loss",
          "mae",
          "mape",
          "mse",
          "msle",
          "nll",
          "perplexity",
          "rmse",
          "rmsle",
          "seconds",
          "smape",
          "wer");

  /** Whether a greater value is a better one; empty when the name does not tell. */
  public static Optional<Boolean> higherIsBetter(String name) {
    if (name.startsWith(AddedMetrics.OVERFIT_GAP)) {
      return Optional.of(false);
    }
    Optional<Metric> measured = Metric.of(name);
    if (measured.isPresent()) {
      return measured.map(Metric::higherIsBetter);
    }
    List<String> words = words(name);
    boolean negated = words.size() > 1 && words.getFirst().equals("neg");
    return told(negated ? words.subList(1, words.size()) : words).map(higher -> higher != negated);
  }

  private static Optional<Boolean> told(List<String> words) {
    int size = words.size();
    for (int n = Math.min(MOST_WORDS, size); n > 0; n--) {
      Optional<Boolean> last = known(words.subList(size - n, size));
      if (last.isPresent()) {
        return last;
      }
    }
    for (int n = Math.min(MOST_WORDS, size); n > 0; n--) {
      Optional<Boolean> first = known(words.subList(0, n));
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  private static Optional<Boolean> known(List<String> words) {
    String text = String.join(" ", words);
    if (HIGHER.contains(text)) {
      return Optional.of(true);
    }
    return LOWER.contains(text) ? Optional.of(false) : Optional.empty();
  }

  private static List<String> words(String name) {
    String apart = name.replaceAll("(\\p{Lower})(\\p{Upper})", "$1 $2").toLowerCase(Locale.ROOT);
    return Arrays.stream(apart.split("[^\\p{Alnum}]+")).filter(word -> !word.isEmpty()).toList();
  }

  private MetricDirection() {}
}
