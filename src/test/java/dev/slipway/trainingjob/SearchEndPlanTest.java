package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Searching.GRID;
import static dev.slipway.trainingjob.Searching.active;
import static dev.slipway.trainingjob.Searching.gated;
import static dev.slipway.trainingjob.Searching.parameters;
import static dev.slipway.trainingjob.Searching.search;
import static dev.slipway.trainingjob.Searching.succeeded;
import static dev.slipway.trainingjob.Searching.task;
import static dev.slipway.trainingjob.Searching.tried;
import static dev.slipway.trainingjob.Searching.with;
import static dev.slipway.trainingjob.Searching.world;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When a search ends, and which trial makes the model. */
class SearchEndPlanTest {
  @Test
  void endsWithTheBestAfterTooManyFailures() {
    World world = world(with(GRID, s -> s.maxFailedTrials(0)));
    world.newest(Fixtures::training);
    String first = world.created.getFirst();
    world.jobs.computeIfPresent(first, (name, job) -> succeeded(job.job(), 1));
    world.settle();
    assertThat(active(world)).hasSize(2);
    String third = world.created.getLast();
    world.jobs.computeIfPresent(
        third, (n, j) -> Fixtures.failed(j.job(), "train", 1, "OOMKilled", ""));
    world.settle();
    assertThat(search(world).ended()).isEqualTo("TooManyFailures");
    assertThat(active(world)).as("nobody waits for it any more").isEmpty();
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);
    assertThat(parameters(world)).containsEntry("depth", "1");
  }

  @Test
  void failsWhenNoTrialSucceeds() {
    World world = world(with(GRID, s -> s.maxFailedTrials(0).parallelism(1)));
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(world.ready()).isEqualTo("False NoTrialSucceeded");
    assertThat(world.message()).contains("TooManyFailures", "trial 1: OOMKilled");
    assertThat(world.run().state()).isEqualTo(Runs.FAILED);
    assertThat(world.versions).isEmpty();
    assertThat(world.after("PT9H").settle().created).as("terminal is final").hasSize(1);
  }

  @Test
  void ofEqualTrialsTheOneThatHasLeftAModelIsTaken() {
    World world = world(with(GRID, s -> s.trials(2)));
    world.jobs.computeIfPresent(world.created.get(0), (name, job) -> succeeded(job.job(), 1, null));
    world.jobs.computeIfPresent(world.created.get(1), (name, job) -> succeeded(job.job(), 1));
    world.settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(parameters(world)).containsEntry("depth", "2");
  }

  @Test
  void aGateOnAMetricThatIsNotReportedIsNotPassed() {
    World world = gated("{metric: train.auc, max: 2}");
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isNull();
    assertThat(tried(world)).containsExactly("1", "2", "3");
  }

  @Test
  void endsWithTheFirstThatPassesTheGates() {
    World world = gated("{metric: train.rmse, max: 2}");
    world.newest(job -> succeeded(job, 1.5)).settle();
    assertThat(search(world).ended()).isEqualTo("GatesPassed");
    assertThat(world.versions).hasSize(1);
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);
    assertThat(active(world)).isEmpty();
  }

  @Test
  void theFirstThatPassesTheGatesIsTakenThoughAnotherIsBetter() {
    World world = gated("{metric: train.rmse, min: 1, max: 2}");
    world.jobs.computeIfPresent(world.created.get(0), (name, job) -> succeeded(job.job(), 0.5));
    world.settle();
    assertThat(task(world)).as("any of them may be taken").doesNotContain("\"best\"");
    world.jobs.computeIfPresent(world.created.get(1), (name, job) -> succeeded(job.job(), 1.5));
    world.settle();
    assertThat(search(world).ended()).isEqualTo("GatesPassed");
    assertThat(parameters(world)).containsEntry("depth", "2");
    assertThat(Objects.requireNonNull(world.versions.getFirst().getSpec().lineage()).imageId())
        .as("of the trial's pod")
        .isEqualTo("train@sha256:1234");
  }

  @Test
  void noTrialStartsAfterMaxDuration() {
    World world = world(with(GRID, s -> s.maxDuration("1h").parallelism(1)));
    assertThat(Objects.requireNonNull(world.again).toMinutes()).isLessThanOrEqualTo(60);
    world.all(Fixtures::training).after("PT61M").settle();
    assertThat(active(world)).as("what runs goes on").hasSize(1);
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isEqualTo("MaxDuration");
    assertThat(world.created).hasSize(1);
    assertThat(world.versions).hasSize(1);
  }
}
