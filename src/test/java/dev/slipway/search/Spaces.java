package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Condition;
import dev.slipway.search.Dimension.Range;
import dev.slipway.search.Trial.Failed;
import dev.slipway.search.Trial.Finished;
import dev.slipway.search.Trial.Outcome;
import dev.slipway.search.Trial.Running;
import dev.slipway.search.Trial.Stopped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Spaces and histories for tests. */
final class Spaces {
  static Range real(String name, double min, double max) {
    return new Range(name, min, max, false, false, null, null);
  }

  static Range log(String name, double min, double max) {
    return new Range(name, min, max, true, false, null, null);
  }

  static Range whole(String name, double min, double max) {
    return new Range(name, min, max, false, true, null, null);
  }

  static Range steps(String name, double min, double max, double step) {
    return new Range(name, min, max, false, false, step, null);
  }

  static Choice choice(String name, String... values) {
    return new Choice(name, List.of(values), null);
  }

  static Dimension when(Dimension dimension, String parameter, String... in) {
    var condition = new Condition(parameter, Set.of(in));
    return switch (dimension) {
      case Choice choice -> new Choice(choice.name(), choice.values(), condition);
      case Range r ->
          new Range(r.name(), r.min(), r.max(), r.log(), r.whole(), r.step(), condition);
    };
  }

  static Space of(Dimension... dimensions) {
    return new Space(List.of(dimensions));
  }

  /**
   * A space of every kind of parameter, some of which hang on others; by chance, without faults.
   */
  static Space any(Random random) {
    var dimensions = new ArrayList<Dimension>();
    int size = 1 + random.nextInt(5);
    for (int i = 0; i < size; i++) {
      Condition when = random.nextBoolean() ? null : condition(random, dimensions);
      dimensions.add(dimension(random, "p" + i, when));
    }
    var space = new Space(dimensions);
    if (!space.problems().isEmpty()) {
      throw new IllegalStateException(space.problems().toString());
    }
    return space;
  }

  private static Dimension dimension(Random random, String name, @Nullable Condition when) {
    double min = Math.round(random.nextGaussian() * 10);
    return switch (random.nextInt(6)) {
      case 0 -> new Range(name, min, min + 1e-3 + random.nextDouble(), false, false, null, when);
      case 1 -> new Range(name, min, min + 1 + random.nextInt(9), false, true, null, when);
      case 2 -> new Range(name, min, min + 10, false, true, 3.0, when);
      case 3 -> new Range(name, min, min + 1, false, false, 0.1, when);
      case 4 -> new Range(name, 1e-6, 1 + random.nextInt(3), true, false, null, when);
      default ->
          random.nextBoolean()
              ? new Range(name, 1, 2 + random.nextInt(1000), true, true, null, when)
              : new Choice(
                  name,
                  IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(v -> "v" + v).toList(),
                  when);
    };
  }

  private static @Nullable Condition condition(Random random, List<Dimension> before) {
    List<Dimension> choices = before.stream().filter(d -> d instanceof Choice).toList();
    if (choices.isEmpty()) {
      return null;
    }
    var other = (Choice) choices.get(random.nextInt(choices.size()));
    return new Condition(
        other.name(), Set.of(other.values().get(random.nextInt(other.values().size()))));
  }

  /** Trials that ended in every way, or run. */
  static List<Trial> history(Space space, Random random, int trials) {
    var history = new ArrayList<Trial>();
    var sampler = new RandomSampler(space, random.nextLong());
    for (int i = 0; i < trials; i++) {
      Optional<Map<String, String>> point = sampler.next(history, i);
      if (point.isPresent()) {
        history.add(new Trial(i, point.get(), outcome(random)));
      }
    }
    return history;
  }

  private static Outcome outcome(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> new Running();
      case 1 -> new Failed();
      case 2 -> new Stopped(random.nextInt(3), random.nextGaussian());
      case 3 -> new Finished(random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY);
      default -> new Finished(random.nextGaussian());
    };
  }

  /** Whether a point is one of a space. */
  static boolean contains(Space space, Map<String, String> point) {
    long expected = space.dimensions().stream().filter(d -> Space.holds(d.when(), point)).count();
    return point.size() == expected
        && space.dimensions().stream()
            .filter(d -> Space.holds(d.when(), point))
            .allMatch(d -> point.containsKey(d.name()) && isValue(d, point.get(d.name())));
  }

  private static boolean isValue(Dimension dimension, String text) {
    return switch (dimension) {
      case Choice choice -> choice.values().contains(text);
      case Range range -> {
        double value = Double.parseDouble(text);
        double step = range.step() != null ? range.step() : range.whole() ? 1 : 0;
        double steps = (value - range.min()) / step;
        yield value >= range.min()
            && value <= range.max()
            && (!range.whole() || text.matches("-?[0-9]+"))
            && (step == 0 || Math.abs(steps - Math.rint(steps)) < 1e-2);
      }
    };
  }

  private Spaces() {}
}
