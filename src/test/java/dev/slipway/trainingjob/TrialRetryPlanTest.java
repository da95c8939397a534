package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Searching.GRID;
import static dev.slipway.trainingjob.Searching.active;
import static dev.slipway.trainingjob.Searching.search;
import static dev.slipway.trainingjob.Searching.spec;
import static dev.slipway.trainingjob.Searching.succeeded;
import static dev.slipway.trainingjob.Searching.tried;
import static dev.slipway.trainingjob.Searching.with;
import static dev.slipway.trainingjob.Searching.world;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What follows when a trial fails, or is taken away. */
class TrialRetryPlanTest {
  @Test
  void aTrialThatFailsIsTriedAgainAsSpecRetrySays() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
    assertThat(world.created).hasSize(1);
    assertThat(search(world).running()).isEqualTo(1);
    assertThat(world.again)
        .as("when it is due")
        .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    world.after("PT10S").settle();
    assertThat(tried(world)).containsExactly("1", "1");
    assertThat(world.created.getLast()).endsWith("-t1-a2");
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).failed()).isZero();
    assertThat(tried(world)).as("its place was kept for it").containsExactly("1", "1", "2");
  }

  @Test
  void aTrialFailsWhenItsFailuresAreSpentAndTheNextHasItsOwn() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    for (int i = 1; i <= 4; i++) {
      world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
      world.after("PT1M").settle();
    }
    assertThat(tried(world)).containsExactly("1", "1", "1", "2", "2");
    assertThat(search(world).failed()).isEqualTo(1);
    assertThat(Objects.requireNonNull(search(world).last()).reason()).isEqualTo("AppError");
  }

  @Test
  void aTrialThatIsDisruptedIsTriedAgainWithoutCharge() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    for (int i = 1; i <= 5; i++) {
      world.newest(job -> Fixtures.disrupted(job, "EvictionByEvictionAPI")).settle();
      world.after("PT10M").settle();
    }
    assertThat(tried(world)).containsExactly("1", "1", "1", "1", "1", "1");
  }

  @Test
  void ofSeveralThatWaitTheFirstThatIsDueTrainsFirst() {
    World world = world(GRID);
    world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
    world.after("PT5S");
    String first = world.created.getFirst();
    world.jobs.computeIfPresent(
        first, (name, job) -> Fixtures.failed(job.job(), "train", 1, "Error", ""));
    world.settle();
    world.edit(spec(with(GRID, s -> s.parallelism(1)))).after("PT1M").settle();
    assertThat(world.created.getLast()).endsWith("-t2-a2");
    assertThat(active(world)).hasSize(1);
  }
}
