package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.training;
import static dev.slipway.trainingjob.Queueing.admitted;
import static dev.slipway.trainingjob.Queueing.evicted;
import static dev.slipway.trainingjob.Queueing.held;
import static dev.slipway.trainingjob.Queueing.readmitted;
import static dev.slipway.trainingjob.Queueing.saying;
import static dev.slipway.trainingjob.Queueing.stopped;
import static dev.slipway.trainingjob.Queueing.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.FailureReason;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobSpec.Retry;
import dev.slipway.api.TrainingJobSpec.RetryAction;
import dev.slipway.api.TrainingJobSpec.RetryRule;
import dev.slipway.api.TrainingJobStatus.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that wait in a queue, are let run, and are stopped by it. */
class QueuePlanTest {
  @Test
  void waitsForAsLongAsTheQueueWants() {
    World world = new World(Queueing.spec("team")).settle();
    assertThat(world.status().phase()).isEqualTo("Queued");
    assertThat(world.ready()).isEqualTo("False Queued");
    assertThat(world.condition("Queued")).isEqualTo("True Queued");
    assertThat(world.condition("Admitted")).isEqualTo("False Queued");
    int writes = world.writes();
    world.after("PT240H").settle();
    assertThat(world.writes()).as("no deadline runs").isEqualTo(writes);

    world.newest(job -> Fixtures.pending(admitted(job, world.now))).settle();
    assertThat(world.status().phase()).isEqualTo("Pending");
    assertThat(world.ready()).isEqualTo("False Pending");
    assertThat(world.condition("Queued")).isEqualTo("False Admitted");
    assertThat(world.condition("Admitted")).isEqualTo("True Admitted");
    assertThat(world.again).isEqualTo(Duration.ofMinutes(10));
    world.newest(job -> training(job)).settle().newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
    assertThat(world.condition("Admitted")).isEqualTo("True Admitted");
    assertThat(world.created).hasSize(1);
  }

  @Test
  void thePendingDeadlineBeginsWhenItIsLetRun() {
    World world = new World(Queueing.spec("team")).settle().after("PT240H");
    world.newest(job -> Fixtures.pending(admitted(job, world.now))).settle();
    world.after("PT9M").settle();
    assertThat(world.run().state()).isEqualTo("Running");
    world.after("PT2M").settle();
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.status().attempts().getFirst().message()).contains("deadlines.pending");
  }

  @Test
  void saysWhatKueueSays() {
    World world = new World(Queueing.spec("team")).settle();
    saying(world, waits("Inadmissible", "LocalQueue team doesn't exist")).settle();
    assertThat(world.condition("Queued")).isEqualTo("True Inadmissible");
    assertThat(world.message("Queued"))
        .contains("queue team")
        .contains("LocalQueue team doesn't exist");
    assertThat(world.message()).contains("LocalQueue team doesn't exist");
    saying(world, waits("Pending", "insufficient unused quota for cpu, 1 more needed")).settle();
    assertThat(world.condition("Queued")).isEqualTo("True Pending");
    assertThat(world.message()).contains("1 more needed");
    int writes = world.writes();
    world.after("PT1H").settle();
    assertThat(world.writes()).isEqualTo(writes);
  }

  @Test
  void saysWhenNothingTakesItUp() {
    World world = new World(Queueing.spec("team"));
    world.seesQueues = true;
    world.settle();
    assertThat(world.again).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(30));
    assertThat(world.message()).doesNotContain("is Kueue installed");
    world.after("PT31S").settle();
    assertThat(world.message()).contains("is Kueue installed");
  }

  @Test
  void whatItsQueueStopsGoesOnLaterAsTheSameAttempt() {
    World world = running();
    String job = world.created.getLast();
    saying(world, evicted("Preempted", "Preempted to accommodate a workload"))
        .newest(old -> stopped(old, world.now))
        .settle();
    assertThat(world.status().phase()).isEqualTo("Queued");
    assertThat(world.ready()).isEqualTo("False Preempted");
    assertThat(world.condition("Queued")).isEqualTo("True Pending");
    assertThat(world.condition("Admitted")).isEqualTo("False Preempted");
    assertThat(world.message("Admitted")).contains("to accommodate");
    assertThat(world.run().failures()).isZero();
    assertThat(world.run().disruptions()).isEqualTo(1);
    int writes = world.writes();
    world.after("PT48H").settle();
    assertThat(world.writes()).as("counted once").isEqualTo(writes);

    world.newest(old -> readmitted(old, world.now)).settle();
    assertThat(world.condition("Admitted")).isEqualTo("True Admitted");
    assertThat(world.run().state()).as("the pod before says nothing").isEqualTo("Running");
    world.newest(old -> training(admitted(old, world.now))).after("PT1M").settle();
    assertThat(world.status().phase()).isEqualTo("Running");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).containsExactly(job);
    assertThat(world.versions).hasSize(1);
    assertThat(world.status().attempts())
        .extracting(Attempt::number, Attempt::reason, Attempt::preemptions)
        .containsExactly(tuple(1, "Succeeded", 1));
  }

  @Test
  void saysInKueuesWordWhatHasStoppedIt() {
    World world = running();
    saying(world, evicted("ClusterQueueStopped", "The ClusterQueue is stopped"))
        .newest(old -> stopped(old, world.now))
        .settle();
    assertThat(world.condition("Admitted")).isEqualTo("False ClusterQueueStopped");
    assertThat(world.ready()).isEqualTo("False Preempted");
  }

  @ParameterizedTest(name = "the operator dies after write {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void isCountedOnceWheneverTheOperatorDies(int write) {
    World world = new World(Queueing.spec("team")).dieAfter(write).settle();
    world.newest(job -> training(admitted(job, world.now))).after("PT1M").settle();
    stopAndGoOn(world);
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.versions).hasSize(1);
    assertThat(world.run().disruptions()).isEqualTo(1);
    assertThat(world.status().attempts())
        .extracting(Attempt::number, Attempt::reason, Attempt::preemptions)
        .containsExactly(tuple(1, "Succeeded", 1));
  }

  @Test
  void isStoppedNoMoreOftenThanDisruptionsAreRetried() {
    World world =
        running(
            Fixtures.with(
                Queueing.spec("team"),
                spec -> spec.retry(new Retry(2, "10s", 1, List.of(), null))));
    stopAndGoOn(world);
    assertThat(world.run().state()).isEqualTo("Running");
    world.newest(job -> stopped(job, world.now)).settle().settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.run().reason()).isEqualTo("Preempted");
    assertThat(world.message()).contains("spec.retry.disruptions (1) is spent");
    assertThat(world.stopped).as("it leaves the queue").hasSize(1);
    assertThat(world.condition("Queued")).startsWith("False");
  }

  @Test
  void aPolicyMayEndTheRun() {
    World world =
        running(
            Fixtures.with(
                Queueing.spec("team"),
                spec ->
                    spec.retry(
                        new Retry(
                            2,
                            null,
                            null,
                            List.of(
                                new RetryRule(
                                    List.of(FailureReason.Preempted), List.of(), RetryAction.Fail)),
                            null))));
    world.newest(job -> stopped(job, world.now)).settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.status().attempts()).extracting(Attempt::reason).containsExactly("Preempted");
  }

  @Test
  void runsNoLongerThanItsQueueMayLetIt() {
    World world = running();
    saying(
            world,
            evicted("DeactivatedDueToMaximumExecutionTimeExceeded", "The workload is deactivated"))
        .newest(job -> stopped(job, world.now))
        .settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.message()).contains("maxExecTime");
  }

  @Test
  void waitsNoLongerThanItsDeadline() {
    World world =
        new World(
                Fixtures.with(
                    Queueing.spec("team"),
                    spec -> spec.deadlines(new Deadlines(null, null, null, null, null, "2h"))))
            .settle();
    assertThat(world.again).isEqualTo(Duration.ofHours(2));
    world.newest(job -> Fixtures.pending(held(job, Fixtures.START))).after("PT2H").settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.message()).contains("deadlines.queued");
  }

  @Test
  void itsDeadlineBeginsAnewEachTimeThatItIsStopped() {
    World world =
        running(
            Fixtures.with(
                Queueing.spec("team"),
                spec -> spec.deadlines(new Deadlines(null, null, null, null, null, "2h"))));
    world.after("PT5H").newest(job -> stopped(job, world.now)).settle();
    assertThat(world.again).isEqualTo(Duration.ofHours(2));
    world.after("PT119M").settle();
    assertThat(world.status().phase()).isEqualTo("Queued");
    world.after("PT1M").settle();
    assertThat(world.run().reason()).isEqualTo("Deadline");
  }

  @Test
  void anAttemptWithoutAQueueIsNotAdmitted() {
    World world = running();
    world
        .edit(Fixtures.spec(null))
        .newest(job -> Fixtures.failed(job, "train", 1, "Error", ""))
        .settle();
    world.after("PT1M").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.condition("Admitted")).isEqualTo("False NoQueue");
  }

  @Test
  void aChangeOfTheQueueMovesWhatWaits() {
    World world = new World(Queueing.spec("team")).settle();
    String run = world.run().name();
    world.edit(Queueing.spec("other")).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.stopped).containsExactly(world.created.getFirst());
    assertThat(labels(world)).containsEntry("kueue.x-k8s.io/queue-name", "other");
    assertThat(world.run().name()).isEqualTo(run);
    assertThat(world.run().number()).as("no new run").isEqualTo(1);
    assertThat(world.run().failures() + world.run().disruptions()).isZero();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason)
        .containsExactly("Requeued", "Running");
    assertThat(world.status().phase()).isEqualTo("Queued");

    world.edit(Fixtures.spec(null)).settle();
    assertThat(world.created).hasSize(3);
    assertThat(labels(world)).doesNotContainKey("kueue.x-k8s.io/queue-name");
    assertThat(world.status().phase()).isEqualTo("Pending");
    assertThat(world.condition("Queued")).startsWith("False");
  }

  @Test
  void aChangeOfTheQueueLeavesWhatRuns() {
    World world = running();
    world.edit(Queueing.spec("other")).settle().edit(Fixtures.spec(null)).settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.stopped).isEmpty();
    world.newest(Fixtures::succeeded).settle().edit(Queueing.spec("third")).settle();
    assertThat(world.created).as("no new run").hasSize(1);
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void leavesTheQueueWhenItIsSuspended() {
    World world = new World(Queueing.spec("team")).settle().suspend().settle();
    assertThat(world.stopped).hasSize(1);
    assertThat(world.condition("Queued")).isEqualTo("False NotQueued");
    world.resume().settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().phase()).isEqualTo("Queued");
    assertThat(world.run().failures()).isZero();
  }

  @Test
  void theNextAttemptQueuesAnew() {
    World world = running();
    world.newest(job -> Fixtures.disrupted(job, "EvictionByEvictionAPI")).settle();
    world.after("PT1M").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().phase()).isEqualTo("Queued");
    assertThat(world.condition("Admitted")).isEqualTo("False Queued");
    assertThat(world.run().disruptions()).as("not taken for a preemption too").isEqualTo(1);
  }

  /** One whose queue lets it run. */
  private static World running() {
    return running(Queueing.spec("team"));
  }

  private static World running(TrainingJobSpec spec) {
    World world = new World(spec).settle();
    return world.newest(job -> training(admitted(job, world.now))).after("PT1M").settle();
  }

  private static void stopAndGoOn(World world) {
    world.newest(job -> stopped(job, world.now)).settle();
    world.newest(job -> training(admitted(job, world.now))).after("PT1M").settle();
  }

  private static Map<String, String> labels(World world) {
    return Objects.requireNonNull(world.jobs.get(world.created.getLast()))
        .job()
        .getMetadata()
        .getLabels();
  }
}
