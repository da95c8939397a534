package dev.slipway.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every sampler in every space after every history. */
class SamplerPropertiesTest {
  private static final int POINTS = 4;

  private static List<Sampler> samplers(Space space, long seed) {
    return List.of(
        new RandomSampler(space, seed),
        new TpeSampler(space, Goal.MINIMIZE, seed),
        new TpeSampler(space, Goal.MAXIMIZE, seed),
        new GridSampler(Grid.of(space, POINTS)));
  }

  @Property(tries = 300)
  void everyPointIsOneOfTheSpace(@ForAll long seed, @ForAll @IntRange(max = 40) int trials) {
    var random = new Random(seed);
    Space space = Spaces.any(random);
    List<Trial> history = Spaces.history(space, random, trials);
    for (Sampler sampler : samplers(space, seed)) {
      sampler
          .next(history, trials)
          .ifPresent(
              point ->
                  assertThat(point)
                      .as("%s in %s", sampler, space)
                      .matches(p -> Spaces.contains(space, p)));
    }
  }

  @Property(tries = 200)
  void dependsOnSeedNumberAndHistoryOnly(
      @ForAll long seed, @ForAll @IntRange(max = 40) int trials) {
    var random = new Random(seed);
    Space space = Spaces.any(random);
    List<Trial> history = Spaces.history(space, random, trials);
    var shuffled = new ArrayList<>(history);
    Collections.shuffle(shuffled, random);
    for (int i = 0; i < samplers(space, seed).size(); i++) {
      Optional<Map<String, String>> first = samplers(space, seed).get(i).next(history, trials);
      assertThat(samplers(space, seed).get(i).next(shuffled, trials)).isEqualTo(first);
    }
  }

  /** Ended, failed and running ones alike; a space is exhausted exactly when all was tried. */
  @Property(tries = 200)
  void noPointIsTriedTwice(@ForAll long seed, @ForAll @IntRange(max = 60) int trials) {
    var random = new Random(seed);
    Space space = Spaces.any(random);
    List<Trial> history = Spaces.history(space, random, trials);
    boolean exhausted = Grid.of(space, 2_000).size() <= history.size();
    for (Sampler sampler : samplers(space, seed).subList(0, 3)) {
      Optional<Map<String, String>> next = sampler.next(history, trials);
      assertThat(next.isEmpty()).isEqualTo(exhausted);
      next.ifPresent(
          point -> assertThat(history).extracting(Trial::parameters).doesNotContain(point));
    }
  }

  @Property(tries = 200)
  void aGridHasEveryPointOnce(@ForAll long seed) {
    Space space = Spaces.any(new Random(seed));
    Grid grid = Grid.of(space, POINTS);
    if (grid.size() > 2000) {
      return;
    }
    var seen = new HashSet<Map<String, String>>();
    for (int i = 0; i < grid.size(); i++) {
      assertThat(seen.add(grid.point(i))).isTrue();
    }
    var random = new RandomSampler(space, seed);
    boolean counted =
        space.dimensions().stream()
            .allMatch(d -> !(d instanceof Dimension.Range r) || r.step() != null);
    if (counted) {
      for (int i = 0; i < 20; i++) {
        assertThat(seen).contains(random.next(List.of(), i).orElseThrow());
      }
    }
  }
}
