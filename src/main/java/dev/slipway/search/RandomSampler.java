package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that do not depend on each other, nor on what came of those before. */
public final class RandomSampler implements Sampler {
  private final Space space;
  private final long seed;

  /**
   * In a space; the same seed gives the same trials.
   *
   * @throws IllegalArgumentException if the space has problems
   */
  public RandomSampler(Space space, long seed) {
    this.space = space.sound();
    this.seed = seed;
  }

  @Override
  public Optional<Map<String, String>> next(List<Trial> history, int number) {
    return new Untried(space, history)
        .first(
            attempt ->
                space.fill(
                    dimension ->
                        value(
                            dimension,
                            Dice.of(seed, number, dimension.name(), attempt).nextDouble())));
  }

  /** The value that is a share of the way through a parameter's values. */
  static String value(Dimension dimension, double share) {
    return switch (dimension) {
      case Range range -> {
        Scale scale = Scale.of(range);
        yield scale.value(scale.at(share));
      }
      case Choice choice -> choice.values().get((int) (share * choice.values().size()));
    };
  }
}
