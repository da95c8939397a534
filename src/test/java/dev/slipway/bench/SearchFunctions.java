package dev.slipway.bench;

import dev.slipway.search.Dimension;
import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Condition;
import dev.slipway.search.Dimension.Range;
import dev.slipway.search.Space;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Functions whose minimum is known, less that minimum; search_by_optuna.py has the same. */
final class SearchFunctions {
  record Function(String name, Space space, ToDoubleFunction<Map<String, String>> value) {}

  private static final double[][] HARTMANN_A = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };
  private static final double[][] HARTMANN_P = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };
  private static final double[] HARTMANN_C = {1, 1.2, 3, 3.2};

  static List<Function> all() {
    return List.of(
        new Function("sphere", floats("abcde", -5, 5), SearchFunctions::sphere),
        new Function("rosenbrock", floats("xy", -2, 2), SearchFunctions::rosenbrock),
        new Function(
            "branin",
            new Space(List.of(real("x", -5, 10), real("y", 0, 15))),
            SearchFunctions::branin),
        new Function("ackley", floats("abc", -10, 10), SearchFunctions::ackley),
        new Function("hartmann", floats("abcdef", 0, 1), SearchFunctions::hartmann),
        new Function(
            "choices",
            new Space(
                List.of(
                    choice("a", "01234"),
                    choice("b", "01234"),
                    choice("c", "01234"),
                    choice("d", "01234"),
                    new Range("rate", 1e-5, 1, true, false, null, null),
                    new Range("layers", 1, 32, false, true, null, null))),
            SearchFunctions::choices),
        new Function(
            "model",
            new Space(
                List.of(
                    new Range("rate", 1e-5, 1, true, false, null, null),
                    choice("kind", "tln"),
                    new Range(
                        "depth", 1, 12, false, true, null, new Condition("kind", Set.of("t"))),
                    new Range(
                        "penalty", 0, 1, false, false, null, new Condition("kind", Set.of("l"))))),
            SearchFunctions::model));
  }

  private static double sphere(Map<String, String> p) {
    return values(p, "abcde").map(v -> (v - 1) * (v - 1)).sum();
  }

  private static double rosenbrock(Map<String, String> p) {
    double x = number(p, "x");
    double y = number(p, "y");
    return (1 - x) * (1 - x) + 100 * Math.pow(y - x * x, 2);
  }

  private static double branin(Map<String, String> p) {
    double x = number(p, "x");
    double a = number(p, "y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
    return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.397887357729738;
  }

  private static double ackley(Map<String, String> p) {
    double squares = values(p, "abc").map(v -> v * v).average().orElseThrow();
    double waves = values(p, "abc").map(v -> Math.cos(2 * Math.PI * v)).average().orElseThrow();
    return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E;
  }

  private static double hartmann(Map<String, String> p) {
    double[] x = values(p, "abcdef").toArray();
    return 3.322368011391339
        - IntStream.range(0, 4)
            .mapToDouble(
                i ->
                    HARTMANN_C[i]
                        * Math.exp(
                            -IntStream.range(0, 6)
                                .mapToDouble(
                                    j -> HARTMANN_A[i][j] * Math.pow(x[j] - HARTMANN_P[i][j], 2))
                                .sum()))
            .sum();
  }

  /** Four choices whose values cost 0 to 4, a pair of which belongs together, and two numbers. */
  private static double choices(Map<String, String> p) {
    double costs =
        (number(p, "a") + 3) % 5 + (number(p, "b") + 1) % 5 + (2 * number(p, "c") + 1) % 5;
    double pair = number(p, "d") == number(p, "c") ? 0 : 1;
    return costs / 4
        + pair
        + Math.pow(Math.log10(number(p, "rate")) + 3, 2) / 4
        + Math.abs(number(p, "layers") - 12) / 20;
  }

  /** Like tuning a model: an algorithm, its own parameters, and a rate. */
  private static double model(Map<String, String> p) {
    double loss = Math.pow(Math.log10(number(p, "rate")) + 3, 2) / 4;
    return switch (String.valueOf(p.get("kind"))) {
      case "t" -> loss + Math.abs(number(p, "depth") - 7) / 10;
      case "l" -> loss + 0.2 + Math.abs(number(p, "penalty") - 0.3);
      default -> loss + 1;
    };
  }

  private static Dimension choice(String name, String values) {
    return new Choice(name, List.of(values.split("")), null);
  }

  private static Dimension real(String name, double min, double max) {
    return new Range(name, min, max, false, false, null, null);
  }

  private static Space floats(String names, double min, double max) {
    return new Space(Arrays.stream(names.split("")).map(name -> real(name, min, max)).toList());
  }

  private static DoubleStream values(Map<String, String> p, String names) {
    return Arrays.stream(names.split("")).mapToDouble(name -> number(p, name));
  }

  private static double number(Map<String, String> parameters, String name) {
    return Double.parseDouble(String.valueOf(parameters.get(name)));
  }

  private SearchFunctions() {}
}
