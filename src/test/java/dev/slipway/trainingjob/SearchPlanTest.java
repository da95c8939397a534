package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Searching.GRID;
import static dev.slipway.trainingjob.Searching.active;
import static dev.slipway.trainingjob.Searching.depth;
import static dev.slipway.trainingjob.Searching.finished;
import static dev.slipway.trainingjob.Searching.parameters;
import static dev.slipway.trainingjob.Searching.search;
import static dev.slipway.trainingjob.Searching.spec;
import static dev.slipway.trainingjob.Searching.succeeded;
import static dev.slipway.trainingjob.Searching.task;
import static dev.slipway.trainingjob.Searching.trainer;
import static dev.slipway.trainingjob.Searching.tried;
import static dev.slipway.trainingjob.Searching.variable;
import static dev.slipway.trainingjob.Searching.with;
import static dev.slipway.trainingjob.Searching.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Search;
import dev.slipway.api.SearchProgress;
import dev.slipway.store.Digest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search from its first trial to the model of its best one. */
class SearchPlanTest {
  @Test
  void triesEverythingAndPublishesTheBest() {
    World world = world(GRID);
    while (!world.run().state().equals(Runs.SUCCEEDED)) {
      assertThat(active(world)).hasSizeLessThanOrEqualTo(2);
      world.all(job -> succeeded(job, Math.abs(depth(job) - 3))).settle();
    }
    assertThat(tried(world)).containsExactly("1", "2", "3", "4");
    assertThat(world.ready()).isEqualTo("True Trained");
    ModelVersion version = world.versions.getFirst();
    assertThat(version.getSpec().metrics()).containsEntry("rmse", 0.0);
    assertThat(parameters(world))
        .containsExactlyInAnyOrderEntriesOf(Map.of("depth", "3", "trees", "200"));
    assertThat(version.getSpec().artifact().digest()).isEqualTo(Digest.ofText("3"));
    SearchProgress search = search(world);
    assertThat(search.ended()).isEqualTo("SpaceExhausted");
    assertThat(search.succeeded()).isEqualTo(4);
    assertThat(Objects.requireNonNull(search.best()).trial()).isEqualTo(3);
    assertThat(Objects.requireNonNull(search.last()).trial()).isEqualTo(4);
    assertThat(world.status().attempts()).isEmpty();
    assertThat(world.status().metric()).isEqualTo("rmse=0");
    assertThat(world.after("PT1H").settle().versions).hasSize(1);
  }

  @Test
  void aTrialIsToldTheBestOfBefore() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    assertThat(task(world.newest(job -> succeeded(job, 5)).settle())).contains("\"best\":5.0");
    assertThat(task(world.newest(job -> succeeded(job, 7)).settle())).contains("\"best\":5.0");
    assertThat(task(world.newest(job -> succeeded(job, 2)).settle())).contains("\"best\":2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TPE", "Random", "Grid"})
  void goesOnAfterTheOperatorDiesAnywhereAndTriesTheSame(String algorithm) {
    Search search =
        with(
            GRID,
            s ->
                s.algorithm(Search.Algorithm.valueOf(algorithm))
                    .trials(algorithm.equals("Grid") ? null : 4)
                    .parallelism(1));
    World straight = finished(world(search));
    for (int death = 1; death <= straight.writes(); death++) {
      World world = finished(new World(spec(search)).dieAfter(death).settle());
      assertThat(tried(world)).as("dies after write %d", death).isEqualTo(tried(straight));
      assertThat(world.created).doesNotHaveDuplicates();
      assertThat(world.versions).hasSize(1);
      assertThat(world.status()).isEqualTo(straight.status());
    }
  }

  @Test
  void aJobThatIsNotInTheCacheYetIsWaitedFor() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.jobs.remove(world.created.getFirst());
    world.settle();
    assertThat(world.created).hasSize(1);
    world.after("PT1M").settle();
    assertThat(tried(world)).as("somebody has deleted it").containsExactly("1", "2");
  }

  @Test
  void aRunThatIsAskedForSearchesAnew() {
    World world = finished(world(GRID)).ask("once more").settle();
    assertThat(tried(world)).containsExactly("1", "2", "3", "4", "1", "2");
    assertThat(search(world).started()).isEqualTo(2);
    finished(world);
    assertThat(world.versions).hasSize(2);
  }

  @Test
  void isSuspendedAndGoesOnWithTheSameTrials() {
    World world = world(GRID).all(Fixtures::training).settle();
    world.suspend().settle();
    assertThat(active(world)).isEmpty();
    assertThat(world.ready()).isEqualTo("False Suspended");
    assertThat(world.run().state()).isEqualTo(Runs.SUSPENDED);
    world.after("PT1H").resume().settle();
    assertThat(tried(world)).containsExactly("1", "2", "1", "2");
    finished(world);
    assertThat(tried(world)).containsExactly("1", "2", "1", "2", "3", "4");
    assertThat(world.run().failures()).isZero();
    assertThat(world.versions).hasSize(1);
  }

  @Test
  void aChangeOfWhatIsSearchedStartsAnewAndABudgetDoesNot() {
    World world = world(GRID);
    String run = world.run().name();
    world.edit(spec(with(GRID, s -> s.parallelism(3).trials(3).maxDuration("9h")))).settle();
    assertThat(world.run().name()).isEqualTo(run);
    assertThat(active(world)).hasSize(3);
    world.all(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isEqualTo("TrialsDone");
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);

    World other = world(GRID);
    other.edit(spec(with(GRID, s -> s.seed(7L)))).settle();
    assertThat(other.run().name()).isNotEqualTo(run);
    assertThat(other.stopped).as("trials of before").hasSize(2);
    assertThat(active(other)).hasSize(2);
  }

  @Test
  void aTrialThatSomebodyDeletesIsNotRepeated() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.newest(job -> succeeded(job, -1)).settle();
    world.newest(job -> succeeded(job, 2)).settle();
    world.jobs.remove(world.created.get(0));
    finished(world);
    assertThat(tried(world)).containsExactly("1", "2", "3", "4");
    assertThat(parameters(world)).as("the status remembers the best").containsEntry("depth", "1");
  }

  @Test
  void refusesWhatCannotBeSearched() {
    Search wide =
        with(
            GRID,
            s ->
                s.parameters(
                    List.of(
                        Fixtures.parse(
                            "{name: rate, number: {min: 0.1, max: 0.5}}",
                            Search.Parameter.class))));
    assertThat(world(wide).ready()).isEqualTo("False InvalidSearch");
    assertThat(world(wide).message()).contains("parameter rate has no steps");
  }

  @Test
  void otherAlgorithmsAreOtherContainers() {
    Search search =
        with(
            GRID,
            s ->
                s.parallelism(4)
                    .parameters(
                        Fixtures.parse(
                                """
                                parameters:
                                - name: algorithm
                                  values: [forest, boosting]
                                  containers: {boosting: {image: 'boost:1', command: [python, boost.py]}}
                                - {name: rate, values: ['0.1', '0.2'], when: {parameter: algorithm, in: [boosting]}}
                                algorithm: Grid
                                objective: {metric: rmse, goal: Minimize}
                                """,
                                Search.class)
                            .parameters()));
    World world = world(search);
    assertThat(world.created)
        .extracting(
            name -> trainer(world, name).getImage(),
            name -> String.join(" ", trainer(world, name).getCommand()),
            name -> variable(world, name, "SLIPWAY_PARAM_RATE"))
        .containsExactlyInAnyOrder(
            tuple("train:1", "", null),
            tuple("boost:1", "python boost.py", "0.1"),
            tuple("boost:1", "python boost.py", "0.2"));
  }
}
