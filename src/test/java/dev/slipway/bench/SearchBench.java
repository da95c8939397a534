package dev.slipway.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.search.Dimension;
import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Condition;
import dev.slipway.search.Dimension.Range;
import dev.slipway.search.RandomSampler;
import dev.slipway.search.Sampler;
import dev.slipway.search.Space;
import dev.slipway.search.TpeSampler;
import dev.slipway.search.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The median of the best values that our samplers find in standard functions, less the optimum.
 * Arguments: trials, seeds.
 */
public final class SearchBench {
  private record Function(String name, Space space, ToDoubleFunction<Map<String, String>> value) {}

  /** Prints {"tpe":{function:distance},"random":{…}}. */
  public static void main(String[] arguments) throws Exception {
    int trials = Integer.parseInt(arguments[0]);
    int seeds = Integer.parseInt(arguments[1]);
    var found = new LinkedHashMap<String, Map<String, Double>>();
    found.put("tpe", medians(TpeSampler::new, trials, seeds));
    found.put("random", medians(RandomSampler::new, trials, seeds));
    System.out.println(new JsonMapper().writeValueAsString(found));
  }

  private static Map<String, Double> medians(
      BiFunction<Space, Long, Sampler> sampler, int trials, int seeds) {
    var medians = new LinkedHashMap<String, Double>();
    for (Function function : functions()) {
      double[] best =
          IntStream.range(0, seeds)
              .mapToDouble(
                  seed -> best(sampler.apply(function.space(), (long) seed), function, trials))
              .sorted()
              .toArray();
      medians.put(function.name(), (best[(seeds - 1) / 2] + best[seeds / 2]) / 2);
    }
    return medians;
  }

  private static double best(Sampler sampler, Function function, int trials) {
    var ended = new ArrayList<Trial>();
    for (int i = 0; i < trials; i++) {
      Map<String, String> parameters = sampler.choose(i, ended);
      ended.add(new Trial(i, parameters, function.value().applyAsDouble(parameters)));
    }
    return Math.max(1e-12, ended.stream().mapToDouble(Trial::value).min().orElseThrow());
  }

  private static List<Function> functions() {
    return List.of(
        new Function(
            "sphere",
            floats("abcde", -5, 5),
            p -> values(p, "abcde").map(v -> (v - 1) * (v - 1)).sum()),
        new Function(
            "rosenbrock",
            floats("xy", -2, 2),
            p -> {
              double x = number(p, "x");
              double y = number(p, "y");
              return (1 - x) * (1 - x) + 100 * Math.pow(y - x * x, 2);
            }),
        new Function(
            "branin",
            new Space(
                List.of(
                    new Range("x", -5, 10, false, false, null),
                    new Range("y", 0, 15, false, false, null))),
            p -> {
              double x = number(p, "x");
              double a =
                  number(p, "y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
              return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.397887357729738;
            }),
        new Function(
            "ackley",
            floats("abc", -10, 10),
            p -> {
              double squares = values(p, "abc").map(v -> v * v).average().orElseThrow();
              double waves =
                  values(p, "abc").map(v -> Math.cos(2 * Math.PI * v)).average().orElseThrow();
              return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E;
            }),
        new Function(
            "model",
            new Space(
                List.of(
                    new Range("rate", 1e-5, 1, true, false, null),
                    new Choice("kind", List.of("tree", "linear", "none"), null),
                    new Range("depth", 1, 12, false, true, new Condition("kind", Set.of("tree"))),
                    new Range(
                        "penalty", 0, 1, false, false, new Condition("kind", Set.of("linear"))))),
            p -> {
              double loss = Math.pow(Math.log10(number(p, "rate")) + 3, 2) / 4;
              return switch (String.valueOf(p.get("kind"))) {
                case "tree" -> loss + Math.abs(number(p, "depth") - 7) / 10;
                case "linear" -> loss + 0.2 + Math.abs(number(p, "penalty") - 0.3);
                default -> loss + 1;
              };
            }));
  }

  private static Space floats(String names, double min, double max) {
    return new Space(
        Arrays.stream(names.split(""))
            .<Dimension>map(name -> new Range(name, min, max, false, false, null))
            .toList());
  }

  private static java.util.stream.DoubleStream values(Map<String, String> p, String names) {
    return Arrays.stream(names.split("")).mapToDouble(name -> number(p, name));
  }

  private static double number(Map<String, String> parameters, String name) {
    return Double.parseDouble(String.valueOf(parameters.get(name)));
  }

  private SearchBench() {}
}
