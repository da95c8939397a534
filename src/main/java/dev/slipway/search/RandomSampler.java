package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Values that do not depend on each other, nor on what came of those before. */
public final class RandomSampler implements Sampler {
  private final Space space;
  private final long seed;

  /** In a space; the same seed gives the same trials. */
  public RandomSampler(Space space, long seed) {
    this.space = space;
    this.seed = seed;
  }

  @Override
  public Map<String, String> choose(int number, List<Trial> ended) {
    return space.fill(dimension -> draw(dimension, Dice.of(seed, number, dimension.name())));
  }

  static String draw(Dimension dimension, RandomGenerator dice) {
    return switch (dimension) {
      case Range range -> {
        Scale scale = Scale.of(range);
        yield scale.value(scale.low() + dice.nextDouble() * (scale.high() - scale.low()));
      }
      case Choice choice -> choice.values().get(dice.nextInt(choice.values().size()));
    };
  }
}
