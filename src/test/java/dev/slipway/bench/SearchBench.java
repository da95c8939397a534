package dev.slipway.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.search.Goal;
import dev.slipway.search.RandomSampler;
import dev.slipway.search.Sampler;
import dev.slipway.search.Space;
import dev.slipway.search.TpeSampler;
import dev.slipway.search.Trial;
import dev.slipway.search.Trial.Finished;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * What our samplers find in the functions of {@link SearchFunctions}: the least value of each seed.
 * Arguments: trials, seeds.
 */
public final class SearchBench {
  /**
   * What is found in a function.
   *
   * @param point the first point of the first seed
   * @param value the function there; search_by_optuna.py compares it with its own
   */
  public record Found(double[] tpe, double[] random, Map<String, String> point, double value) {}

  /** Prints {function: Found}. */
  public static void main(String[] arguments) throws Exception {
    int trials = Integer.parseInt(arguments[0]);
    int seeds = Integer.parseInt(arguments[1]);
    var found = new LinkedHashMap<String, Found>();
    for (SearchFunctions.Function function : SearchFunctions.all()) {
      Map<String, String> point =
          new RandomSampler(function.space(), 0).next(List.of(), 0).orElseThrow();
      found.put(
          function.name(),
          new Found(
              best(
                  (space, seed) -> new TpeSampler(space, Goal.MINIMIZE, seed),
                  function,
                  trials,
                  seeds),
              best(RandomSampler::new, function, trials, seeds),
              point,
              function.value().applyAsDouble(point)));
    }
    System.out.println(new JsonMapper().writeValueAsString(found));
  }

  private static double[] best(
      BiFunction<Space, Long, Sampler> sampler,
      SearchFunctions.Function function,
      int trials,
      int seeds) {
    return IntStream.range(0, seeds)
        .mapToDouble(seed -> best(sampler.apply(function.space(), (long) seed), function, trials))
        .toArray();
  }

  private static double best(Sampler sampler, SearchFunctions.Function function, int trials) {
    var history = new ArrayList<Trial>();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < trials; i++) {
      Map<String, String> parameters = sampler.next(history, i).orElseThrow();
      double value = function.value().applyAsDouble(parameters);
      history.add(new Trial(i, parameters, new Finished(value)));
      best = Math.min(best, value);
    }
    return best;
  }

  private SearchBench() {}
}
