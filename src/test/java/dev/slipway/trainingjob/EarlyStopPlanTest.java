package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Searching.GRID;
import static dev.slipway.trainingjob.Searching.curve;
import static dev.slipway.trainingjob.Searching.early;
import static dev.slipway.trainingjob.Searching.folded;
import static dev.slipway.trainingjob.Searching.search;
import static dev.slipway.trainingjob.Searching.succeeded;
import static dev.slipway.trainingjob.Searching.tried;
import static dev.slipway.trainingjob.Searching.with;
import static dev.slipway.trainingjob.Searching.world;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Trials that are stopped because others do better. */
class EarlyStopPlanTest {
  @Test
  void stopsWhatIsWorseThanOthersAtTheSameStep() {
    World world = world(early(GRID));
    world.all(Fixtures::training);
    String good = world.created.get(0);
    String bad = world.created.get(1);
    world.reported.put(good, curve(Map.of(1L, 0.1)));
    world.settle();
    world.reported.put(bad, curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.stopped).containsExactly(bad);
    assertThat(search(world).stopped()).isEqualTo(1);
    assertThat(Objects.requireNonNull(search(world).last()).reason()).isEqualTo("StoppedEarly");
    assertThat(tried(world)).as("its place is taken").containsExactly("1", "2", "3");
  }

  @Test
  void whatHasEndedIsComparedWithToo() {
    World world = world(early(with(GRID, s -> s.parallelism(1))));
    world.reported.put(world.created.getLast(), curve(Map.of(1L, 0.1)));
    world.newest(job -> succeeded(job, 0.1)).settle();
    world.reported.clear();
    world.reported.put(world.created.getLast(), curve(Map.of(1L, 9.0)));
    world.newest(Fixtures::training).settle();
    assertThat(world.stopped).containsExactly(world.created.get(1));
  }

  @Test
  void foldsAreComparedWithTheSameFoldOfOthers() {
    World world = folded(early(with(GRID, s -> s.parallelism(4))), 2);
    world.all(Fixtures::training);
    world.reported.put(world.created.get(0), curve(Map.of(1L, 0.1)));
    world.reported.put(world.created.get(3), curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.created.subList(0, 4))
        .extracting(name -> name.replaceAll(".*-(t\\d-f\\d)-.*", "$1"))
        .containsExactly("t1-f1", "t1-f2", "t2-f1", "t2-f2");
    assertThat(world.stopped).isEmpty();
    world.reported.put(world.created.get(2), curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.stopped)
        .as("its other fold with it")
        .containsExactlyInAnyOrder(world.created.get(2), world.created.get(3));
  }
}
