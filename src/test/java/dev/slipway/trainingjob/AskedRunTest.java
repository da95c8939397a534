package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.TEMPLATE;
import static dev.slipway.trainingjob.Fixtures.dataset;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.ready;
import static dev.slipway.trainingjob.Fixtures.request;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingJob;
import dev.slipway.status.Conditions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that a person asks for. */
class AskedRunTest {
  @Test
  void trainsEqualInputsOnceMoreForEachValue() {
    World world = World.trained(spec("rides")).ask("monday").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.created.getLast()).endsWith("-a2");
    assertThat(world.run().trigger()).isEqualTo("Asked");
    assertThat(world.run().number()).isEqualTo(2);
    assertThat(world.status().runHandled()).isEqualTo("monday");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.run().modelVersion()).isEqualTo("fares-v2");
    assertThat(world.versions).hasSize(2);

    int writes = world.writes();
    world.after("PT48H").settle();
    assertThat(world.writes()).as("a value is answered once").isEqualTo(writes);
    world.ask("tuesday").settle();
    assertThat(world.created).hasSize(3);
    assertThat(world.status().runHandled()).isEqualTo("tuesday");
  }

  @Test
  void comesAfterTheRunUnderWay() {
    World world = new World(spec(null)).settle().ask("now").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.status().runHandled()).isNull();
    world.newest(Fixtures::succeeded).reconcile();
    assertThat(world.again).as("what came up meanwhile is looked at next").hasSeconds(1);
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().trigger()).isEqualTo("Asked");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.versions).hasSize(2);
  }

  @Test
  void comesAfterARunThatFails() {
    World world = new World(spec(null)).settle().ask("now").settle();
    world.newest(job -> failed(job, "publish", 1, "Error", World.NO_MODEL)).reconcile();
    assertThat(world.again).hasSeconds(1);
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().failures()).isZero();
  }

  @Test
  void aChangeAnswersItAsWell() {
    World world = World.trained(spec(null));
    world.ask("now").edit(spec(null, TEMPLATE, Map.of("trees", "1"), null)).settle();
    assertThat(world.run().trigger()).isEqualTo("Changed");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().runHandled()).isEqualTo("now");
  }

  @Test
  void aNewTrainingJobThatAsksDoesNotReuse() {
    World first = World.trained(spec(null));
    World again = new World(spec(null)).ask("now");
    again.versions.addAll(first.versions);
    again.settle();
    assertThat(again.created).hasSize(1);
    again.newest(Fixtures::succeeded).settle();
    assertThat(again.run().number()).as("as that of the first").isEqualTo(1);
  }

  @Test
  void waitsForItsDataset() {
    World world = World.trained(spec("rides"));
    world.dataset = dataset(null, Conditions.Summary.STALLED, "SourceUnreachable", null);
    world.ask("now").settle();
    assertThat(world.ready()).isEqualTo("False DatasetFailed");
    assertThat(world.status().runHandled()).isNull();
    world.dataset = ready(snapshot("one", "2026-11-20T09:30:00Z"));
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().runHandled()).isEqualTo("now");
  }

  @Test
  void isTakenBackWithItsAnnotation() {
    World world = World.trained(spec("rides"));
    world.dataset = dataset(null, Conditions.Summary.RECONCILING, "Preparing", null);
    world.ask("now").settle();
    assertThat(world.ready()).isEqualTo("False DatasetPending");
    world.askNothing().settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.status().phase()).isEqualTo("Succeeded");
    assertThat(world.created).hasSize(1);
  }

  @Test
  void aMonitorThatAsksMeanwhileIsAnsweredLater() {
    World world = World.trained(spec(null)).ask("now");
    world.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    world.settle();
    assertThat(world.run().trigger()).isEqualTo("Asked");
    assertThat(world.status().handledRequest()).isNull();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.status().handledRequest()).isEqualTo("r1");
    assertThat(world.ready()).isEqualTo("True UpToDate");
  }

  @Test
  void theAnnotationConcernsTheControllerAndItsOwnWritesDoNot() {
    TrainingJob before = Fixtures.job(spec(null));
    TrainingJob now = Fixtures.job(spec(null));
    now.setStatus(World.trained(spec(null)).status());
    now.getMetadata().setAnnotations(Map.of("other", "x"));
    assertThat(TrainingJobSources.concerns(now, before)).isFalse();
    now.getMetadata().setAnnotations(Map.of("slipway.dev/run", "x"));
    assertThat(TrainingJobSources.concerns(now, before)).isTrue();
    now.getMetadata().setAnnotations(null);
    now.getMetadata().setGeneration(2L);
    assertThat(TrainingJobSources.concerns(now, before)).isTrue();
  }
}
