package dev.slipway.modelversion;

import dev.slipway.api.Condition;
import dev.slipway.api.Gate;
import dev.slipway.api.ModelVersionStatus.GateResult;
import dev.slipway.scoring.Metric;
import dev.slipway.scoring.MetricDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides gates on what was measured. A metric that is missing passes nothing. */
final class GatePolicy {
  private static final String TRAIN = "train.";

  /**
   * What gates are decided on.
   *
   * @param measured by the validation
   * @param reported by the training code
   */
  record Figures(Map<String, Double> measured, Map<String, Double> reported) {
    private @Nullable Double value(String metric) {
      return metric.startsWith(TRAIN)
          ? reported.get(metric.substring(TRAIN.length()))
          : measured.get(metric);
    }

    private String known() {
      var names = new TreeSet<>(measured.keySet());
      reported.keySet().forEach(name -> names.add(TRAIN + name));
      return names.isEmpty() ? "none" : String.join(", ", names);
    }
  }

  /**
   * Decides.
   *
   * @param candidate the version's own figures
   * @param champion the name of the version that it was compared with; null for none
   * @param championFigures that version's figures on the same rows
   */
  static List<GateResult> decide(
      List<Gate> gates, Figures candidate, @Nullable String champion, Figures championFigures) {
    return gates.stream().map(gate -> decide(gate, candidate, champion, championFigures)).toList();
  }

  /**
   * The condition Validated that follows.
   *
   * @param gates as they were decided
   * @param rows so many rows were scored
   */
  static Condition verdict(List<GateResult> gates, long rows) {
    String missed =
        gates.stream()
            .filter(gate -> !gate.passed())
            .map(gate -> "%s (found %s)".formatted(gate.gate(), gate.found()))
            .collect(Collectors.joining("; "));
    if (!missed.isEmpty()) {
      return Condition.of(
          StatusDraft.VALIDATED, Condition.FALSE, ApprovalPolicy.GATES_NOT_MET, missed);
    }
    return Condition.of(
        StatusDraft.VALIDATED,
        Condition.TRUE,
        "GatesPassed",
        gates.isEmpty()
            ? "measured on %d rows".formatted(rows)
            : "%d of %d gates passed on %d rows".formatted(gates.size(), gates.size(), rows));
  }

  private static GateResult decide(
      Gate gate, Figures candidate, @Nullable String champion, Figures championFigures) {
    Double value = candidate.value(gate.metric());
    if (value == null) {
      return new GateResult(
          words(gate), false, "there is no metric of this name; there are: " + candidate.known());
    }
    boolean passed = true;
    var found = new ArrayList<String>();
    found.add(number(value));
    if (gate.min() != null) {
      passed = value >= gate.min();
    }
    if (gate.max() != null) {
      passed &= value <= gate.max();
    }
    if (gate.notWorseThan() != null) {
      passed &= notWorse(gate, value, champion, championFigures, found);
    }
    return new GateResult(words(gate), passed, String.join(", ", found));
  }

  private static boolean notWorse(
      Gate gate,
      double value,
      @Nullable String champion,
      Figures championFigures,
      List<String> found) {
    if (champion == null) {
      found.add("there is no champion yet");
      return true;
    }
    Double other = championFigures.value(gate.metric());
    if (other == null) {
      found.add("%s has no such metric; it has: %s".formatted(champion, championFigures.known()));
      return false;
    }
    Optional<Boolean> higherIsBetter =
        gate.metric().startsWith(TRAIN)
            ? MetricDirection.higherIsBetter(gate.metric().substring(TRAIN.length()))
            : Metric.of(gate.metric()).map(Metric::higherIsBetter);
    if (higherIsBetter.isEmpty()) {
      found.add("whether more of it is better is not known: use min or max");
      return false;
    }
    found.add("%s has %s".formatted(champion, number(other)));
    double by = gate.by() == null ? 0 : gate.by();
    return higherIsBetter.get() ? value >= other - by : value <= other + by;
  }

  /** A gate in words. */
  static String words(Gate gate) {
    var bounds = new ArrayList<String>();
    if (gate.min() != null) {
      bounds.add("at least " + number(gate.min()));
    }
    if (gate.max() != null) {
      bounds.add("at most " + number(gate.max()));
    }
    if (gate.notWorseThan() != null) {
      bounds.add(
          "not worse than the champion"
              + (gate.by() == null || gate.by() == 0 ? "" : " by more than " + number(gate.by())));
    }
    return gate.metric() + " " + String.join(" and ", bounds);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  private GatePolicy() {}
}
