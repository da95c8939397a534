package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.TEMPLATE;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.ready;
import static dev.slipway.trainingjob.Fixtures.request;
import static dev.slipway.trainingjob.Fixtures.scheduled;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static dev.slipway.trainingjob.Fixtures.suspended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Suspend and resume. */
class SuspendPlanTest {
  @Test
  void stopsTheAttemptAndGoesOnWithTheNext() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    String run = world.run().name();
    world.suspend().settle();
    assertThat(world.stopped).containsExactly(world.created.getFirst());
    assertThat(world.status().phase()).isEqualTo("Suspended");
    assertThat(world.run().state()).isEqualTo("Suspended");
    assertThat(world.condition("Suspended")).isEqualTo("True Suspended");
    assertThat(world.ready()).isEqualTo("False Suspended");
    int writes = world.writes();
    world.after("PT48H").settle();
    assertThat(world.writes()).as("nothing happens").isEqualTo(writes);

    world.resume().settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().name()).isEqualTo(run);
    assertThat(world.run().number()).isEqualTo(1);
    assertThat(world.run().attempt()).isEqualTo(2);
    assertThat(world.run().failures()).as("not charged").isZero();
    assertThat(world.condition("Suspended")).isEqualTo("False Resumed");
    assertThat(world.status().phase()).isEqualTo("Pending");
    assertThat(world.ready()).isEqualTo("False Pending");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
    assertThat(world.status().attempts())
        .extracting(Attempt::number, Attempt::reason, Attempt::node)
        .containsExactly(tuple(1, "Suspended", "node-1"), tuple(2, "Succeeded", "node-1"));
  }

  @Test
  void theStatusIsWrittenBeforeTheJobIsDeleted() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    world.suspend().reconcile();
    assertThat(world.run().state()).isEqualTo("Suspended");
    assertThat(world.stopped).isEmpty();
    // the operator is away, and finds it resumed: nothing starts beside the old attempt
    world.resume().reconcile();
    assertThat(world.created).hasSize(1);
    assertThat(world.stopped).hasSize(1);
    world.settle();
    assertThat(world.created).hasSize(2);
  }

  @Test
  void attemptsAreNeverChargedHoweverOften() {
    World world = new World(spec(null)).settle();
    for (int i = 0; i < 4; i++) {
      world.newest(Fixtures::training).suspend().settle().resume().settle();
    }
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(world.status().attempts())
        .extracting(Attempt::number)
        .containsExactly(1, 2, 3, 4, 5);
    world.newest(job -> failed(job, "train", 1, "Error", "")).settle();
    assertThat(world.run().failures()).isEqualTo(1);
    assertThat(world.ready()).isEqualTo("False Retrying");
  }

  @Test
  void resumesOnlyWhenThePodBeforeHasEnded() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    world.suspend().settle();
    world.strays.add(stray("2026-11-20T10:00:30Z"));
    world.resume().settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("False Resuming");
    assertThat(world.again).isPositive();
    world.strays.clear();
    world.settle();
    assertThat(world.created).hasSize(2);
  }

  @Test
  void doesNotWaitForANodeThatIsGone() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    world.suspend().settle();
    world.strays.add(stray("2026-11-20T10:00:30Z"));
    world.after("PT1M").resume().settle();
    assertThat(world.created).hasSize(2);
  }

  @Test
  void straysAreThePodsOfJobsThatAreGoneOrGoing() {
    World world = new World(spec(null)).settle().newest(Fixtures::training);
    ObservedJob job = java.util.Objects.requireNonNull(world.jobs.get(world.created.getFirst()));
    List<Pod> pods = job.pods();
    assertThat(TrainingJobObserved.strays(List.of(job), pods)).isEmpty();
    assertThat(TrainingJobObserved.strays(List.of(), pods)).hasSize(1);
    job.job().getMetadata().setDeletionTimestamp("2026-11-20T10:00:30Z");
    assertThat(TrainingJobObserved.strays(List.of(job), pods)).hasSize(1);
    pods.getFirst().getStatus().setPhase("Failed");
    assertThat(TrainingJobObserved.strays(List.of(), pods)).isEmpty();
  }

  @Test
  void startsNothingWhenItIsCreatedSuspended() {
    World world = new World(suspended(spec("rides"), true));
    world.dataset = ready(snapshot("one", "2026-11-20T09:30:00Z"));
    world.ask("now").settle();
    assertThat(world.created).isEmpty();
    assertThat(world.status().run()).isNull();
    assertThat(world.status().phase()).isEqualTo("Suspended");
    world.resume().settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.run().trigger()).isEqualTo("Created");
  }

  @Test
  void aModelThatWasMadeIsTaken() {
    World world = new World(spec(null)).settle().newest(Fixtures::succeeded).suspend().settle();
    assertThat(world.versions).hasSize(1);
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.status().phase()).isEqualTo("Suspended");
    world.resume().settle();
    assertThat(world.status().phase()).isEqualTo("Succeeded");
    assertThat(world.created).hasSize(1);
  }

  @Test
  void aRetryWaits() {
    World world = new World(spec(null)).settle();
    world.newest(job -> failed(job, "train", 1, "Error", "")).settle().suspend().settle();
    world.after("PT1H").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("False Suspended");
    world.resume().settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().failures()).isEqualTo(1);
  }

  @Test
  void givesTheRunUpWhenTheSpecHasChanged() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    String first = world.run().name();
    world.suspend().settle();
    world.edit(suspended(spec(null, TEMPLATE, Map.of("trees", "1"), null), true)).settle();
    assertThat(world.created).hasSize(1);
    world.resume().settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().name()).isNotEqualTo(first);
    assertThat(world.run().trigger()).isEqualTo("Changed");
    assertThat(world.status().history())
        .singleElement()
        .satisfies(run -> assertThat(run.reason()).isEqualTo("Superseded"));
  }

  @Test
  void canBeResized() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    world.suspend().settle();
    world.edit(suspended(Fixtures.with(spec(null), spec -> spec.nodes(3)), true)).settle();
    assertThat(world.message()).contains("the spec has changed");
    world.resume().settle();
    ObservedJob job = java.util.Objects.requireNonNull(world.jobs.get(world.created.getLast()));
    assertThat(job.job().getSpec().getCompletions()).isEqualTo(3);
    assertThat(job.job().getSpec().getParallelism()).isEqualTo(3);
    assertThat(world.run().trigger()).isEqualTo("Changed");
  }

  @Test
  void aChangeThatIsTakenBackGoesOn() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).settle();
    world.suspend().settle();
    world.edit(suspended(spec(null, TEMPLATE, Map.of("trees", "1"), null), true)).settle();
    world.edit(suspended(spec(null), true)).settle().resume().settle();
    assertThat(world.run().number()).isEqualTo(1);
    assertThat(world.run().attempt()).isEqualTo(2);
  }

  @Test
  void aChangeAfterTheEndIsTold() {
    World world = World.trained(spec(null)).suspend().settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    world.edit(suspended(spec(null, TEMPLATE, Map.of("trees", "1"), null), true)).settle();
    assertThat(world.ready()).isEqualTo("False Suspended");
    world.edit(suspended(spec(null), true)).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.created).hasSize(1);
  }

  @Test
  void noTriggerStartsAnythingAndWhatWasMissedIsCaughtUpOnce() {
    World world = World.trained(scheduled("rides", "*/10 * * * *", null));
    world.suspend().ask("now");
    world.requests.add(request("r1", "2026-11-20T10:05:00Z"));
    world.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    world.after("PT45M").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.status().snapshotRequest()).isNull();
    assertThat(world.status().handledRequest()).isNull();
    world.resume().settle();
    assertThat(world.run().trigger()).isEqualTo("Asked");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().handledRequest()).isEqualTo("r1");
  }

  private static Pod stray(String deleted) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("fares-x")
        .withDeletionTimestamp(deleted)
        .endMetadata()
        .build();
  }
}
