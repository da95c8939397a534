package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.ResourceUse;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.contract.AttendResult;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.engine.Engines;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Attempts that other operators do. */
class HandOverPlanTest {
  private static final String RUNNING = "{jobStatus: RUNNING, jobDeploymentStatus: Running}";
  private static final String SUCCEEDED = "{jobStatus: SUCCEEDED, jobDeploymentStatus: Complete}";
  private static final String FAILED =
      "{jobStatus: FAILED, jobDeploymentStatus: Failed, reason: AppFailed, message: it broke}";

  @Test
  void aJobThatSucceedsIsPublishedAndMakesAVersion() {
    World world = handedOver(ray());
    String attempt = world.created.getLast();
    assertThat(attempt).startsWith("fares-").endsWith("-a1");
    assertThat(world.ready()).isEqualTo("False Pending");
    assertThat(world.status().attempts())
        .extracting(Attempt::job, Attempt::reason)
        .containsExactly(tuple(attempt, "Running"));

    world
        .engine(RUNNING, pod(world, "Running", running("ray-head")))
        .settle()
        .after("PT2S")
        .settle();
    assertThat(world.ready()).isEqualTo("False Training");

    world.engine(SUCCEEDED, pod(world, "Running", running("ray-head"))).settle();
    assertThat(world.created).containsExactly(attempt, attempt + "-publish");
    assertThat(world.ready()).isEqualTo("False Publishing");

    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.versions).hasSize(1);
    var lineage = Objects.requireNonNull(world.versions.getFirst().getSpec().lineage());
    assertThat(lineage.image()).isEqualTo("registry.example.org/ray-train:1");
    assertThat(lineage.imageId()).isEqualTo("ray@sha256:12");
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::node)
        .containsExactly(tuple("Succeeded", "node-7"));
    assertThat(world.stopped).isEmpty();
  }

  @Test
  void aJobThatFailsIsTriedAgainWithItsMessage() {
    World world = handedOver(ray()).engine(FAILED).settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::message)
        .containsExactly(
            tuple(
                "EngineFailed",
                "RayJob " + world.created.getFirst() + " has failed: AppFailed: it broke"));
    assertThat(world.ready()).isEqualTo("False Retrying");
    world.after("PT1M").settle();
    assertThat(world.created.getLast()).endsWith("-a2");
    assertThat(world.handedOver).hasSize(2);
    world.engine(FAILED).settle().after("PT1M").settle().engine(FAILED).settle();
    assertThat(world.ready()).isEqualTo("False EngineFailed");
    assertThat(world.message()).contains("spec.retry.failures (2) is spent").contains("it broke");
  }

  @Test
  void podsTellWhyTheyFailed() {
    World world = handedOver(ray());
    world.engine(FAILED, pod(world, "Failed", ended("ray-head", 137, "OOMKilled"))).settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::exitCode, Attempt::node)
        .containsExactly(tuple("OOMKilled", 137, "node-7"));
    assertThat(world.message()).contains("needed more memory").contains("it broke");
    assertThat(world.run().state()).as("as for pods of our own").isEqualTo("Failed");
  }

  @Test
  void aPodThatFailsIsTheOtherOperatorsBusiness() {
    World world = handedOver(ray());
    world.engine(RUNNING, pod(world, "Failed", ended("ray-head", 1, "Error"))).settle();
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(world.run().failures()).isZero();
  }

  @Test
  void whatKeepsAPodIsTold() {
    World world = handedOver(ray());
    world
        .engine(
            "{}",
            pod(
                world,
                "Pending",
                new ContainerStatusBuilder()
                    .withName("ray-head")
                    .withImage("ray:1")
                    .withNewState()
                    .withNewWaiting("no such image", "ImagePullBackOff")
                    .endState()))
        .settle();
    assertThat(world.ready()).isEqualTo("False ImagePull");
    world.after("PT11M").settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.handedOver).as("nobody waits for it any more").isEmpty();
  }

  @Test
  void aJobThatRunsTooLongIsStopped() {
    World world = handedOver(ray()).engine(RUNNING).settle();
    assertThat(world.again).isNotNull();
    world.after("PT2H").settle();
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.stopped).containsExactly(world.created.getFirst());
  }

  @Test
  void aJobThatDoesNotBeginIsStopped() {
    World world = handedOver(ray()).engine("{message: no quota}").settle().after("PT11M").settle();
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.message()).contains("no quota").contains("deadlines.pending");
    assertThat(world.handedOver).isEmpty();
  }

  @Test
  void aPodThatIsMadeAgainHasItsOwnTimeToBegin() {
    World world = handedOver(ray());
    world.engine(RUNNING, pod(world, "Running", running("ray-head"))).after("PT1H").settle();
    assertThat(world.ready()).isEqualTo("False Training");
    Pod again = pod(world, "Pending", new ContainerStatusBuilder().withName("ray-head"));
    again.getMetadata().setCreationTimestamp(world.now.toString());
    world.engine(RUNNING, again).settle().after("PT9M").settle();
    assertThat(world.run().state()).as(world.message()).isEqualTo("Running");
    world.after("PT2M").settle();
    assertThat(world.run().reason()).isEqualTo("Deadline");
    assertThat(world.message()).contains("deadlines.pending");
  }

  @Test
  void aJobThatIsDeletedIsTriedAgain() {
    World world = handedOver(ray()).engine(RUNNING).settle();
    world.handedOver.clear();
    world.after("PT1M").settle();
    assertThat(world.status().attempts()).extracting(Attempt::reason).contains("PodLost");
  }

  @Test
  void suspendStopsItAndResumeStartsTheNextAttempt() {
    World world = handedOver(ray()).engine(RUNNING).settle();
    String first = world.created.getFirst();
    world.suspend().settle();
    assertThat(world.stopped).containsExactly(first);
    assertThat(world.status().attempts()).extracting(Attempt::reason).containsExactly("Suspended");
    world.resume().settle();
    assertThat(world.created.getLast()).endsWith("-a2");
    assertThat(world.run().failures()).isZero();
  }

  @Test
  void whatHasEndedBeforeSuspendIsPublishedAfterIt() {
    World world = handedOver(ray()).engine(SUCCEEDED).suspend().settle();
    assertThat(world.created).as("nothing starts").hasSize(1);
    assertThat(world.ready()).isEqualTo("False Suspended");
    assertThat(world.condition("Suspended")).startsWith("True");
    world.resume().settle();
    assertThat(world.created.getLast()).endsWith("-a1-publish");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void suspendLetsItPublishWhatIsTrained() {
    World world = handedOver(ray()).engine(SUCCEEDED).settle();
    assertThat(world.created.getLast()).endsWith("-a1-publish");
    world.suspend().settle();
    assertThat(world.stopped).isEmpty();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.versions).hasSize(1);
  }

  @Test
  void aChangeSupersedesIt() {
    World world = handedOver(ray()).engine(RUNNING).settle();
    String first = world.created.getFirst();
    world.edit(Fixtures.with(ray(), spec -> spec.parameters(java.util.Map.of("trials", "8"))));
    world.settle();
    assertThat(world.stopped).containsExactly(first);
    assertThat(world.created).hasSize(2);
    world.edit(Fixtures.spec(null)).settle();
    assertThat(world.stopped).hasSize(2);
    assertThat(world.jobs).as("from now on pods of our own").hasSize(1);
    assertThat(world.handedOver).isEmpty();
  }

  @Test
  void whatCannotBePublishedFailsTheAttempt() {
    World world = handedOver(ray()).engine(SUCCEEDED).settle();
    world
        .newest(
            job ->
                Fixtures.failed(
                    job,
                    "fetch",
                    1,
                    "Error",
                    TerminationMessage.of(new Failure("NotStaged", "not there", true))))
        .settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::message)
        .containsExactly(tuple("FetchFailed", "NotStaged: not there"));
    assertThat(world.ready()).isEqualTo("False Retrying");
  }

  @Test
  void thePodThatTrainsIsAskedHowFarItIs() {
    World world = handedOver(ray());
    Pod head =
        new PodBuilder(pod(world, "Running", running("ray-head")))
            .editStatus()
            .withPodIP("10.0.0.7")
            .endStatus()
            .build();
    world.engine(RUNNING, head).settle();
    assertThat(world.asked())
        .containsExactly(
            entry(world.created.getFirst(), URI.create("http://10.0.0.7:9090/progress")));
    world.engine(SUCCEEDED).settle();
    assertThat(world.created).hasSize(2);
    world.newest(job -> new ObservedJob(job, List.of(head)));
    assertThat(world.asked()).as("a pod that publishes has nothing to tell").isEmpty();
  }

  @Test
  void whatItsCodeReportsIsShownAndItsLastCheckpointKept() {
    World world = handedOver(ray());
    world.progress = TrainingProgressBuilder.builder().percent(40).build();
    world
        .engine(RUNNING, pod(world, "Running", running("ray-head")))
        .settle()
        .after("PT2S")
        .settle();
    assertThat(world.run().progress()).isEqualTo(world.progress);

    var checkpoint = new Checkpoint(3, "2026-11-20T10:00:03Z", 100);
    var resources = new ResourceUse(6656000, 4.65);
    Pod head =
        new PodBuilder(pod(world, "Failed", ended("ray-head", 1, "Error")))
            .editStatus()
            .addNewInitContainerStatus()
            .withName("attend")
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .withMessage(TerminationMessage.of(new AttendResult(checkpoint, Map.of(), resources)))
            .endTerminated()
            .endState()
            .endInitContainerStatus()
            .endStatus()
            .build();
    world.engine(FAILED, head).settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::checkpoint, Attempt::resources)
        .containsExactly(tuple("AppError", checkpoint, resources));
  }

  @Test
  void publishingHasItsOwnTime() {
    World world = handedOver(ray()).engine(RUNNING).settle().after("PT1H").settle();
    world.engine(SUCCEEDED).settle();
    assertThat(world.created.getLast()).endsWith("-publish");
    assertThat(world.run().state()).as("pending counts from its start").isEqualTo("Running");
  }

  @Test
  void anUnknownKindIsNamedWithThoseThatAreKnown() {
    World world = new World(ray());
    world.engines = new Engines(HandOverTemplateTest.ENGINES.all().subList(0, 2));
    world.settle();
    assertThat(world.ready()).isEqualTo("False UnknownEngine");
    assertThat(world.condition("Stalled")).startsWith("True");
    assertThat(world.condition("Accepted")).startsWith("False");
    assertThat(world.message())
        .isEqualTo(
            "spec.job is a RayJob of ray.io/v1, which this installation does not know; it knows:"
                + " Job of batch/v1, PyTorchJob of kubeflow.org/v1");
    assertThat(world.created).isEmpty();
    world.engines = HandOverTemplateTest.ENGINES;
    world.watched = Set.of("rayjob");
    world.settle();
    assertThat(world.created).as("once it is known").hasSize(1);
  }

  @Test
  void aKindThatTheClusterDoesNotHaveIsWaitedFor() {
    World world = new World(ray());
    world.engines = HandOverTemplateTest.ENGINES;
    world.settle();
    assertThat(world.ready()).isEqualTo("False EngineNotInstalled");
    assertThat(world.condition("Reconciling")).startsWith("True");
    assertThat(world.again).isNotNull();
    world.watched = Set.of("rayjob");
    world.settle();
    assertThat(world.created).hasSize(1);
  }

  @Test
  void whoAsksIsAnsweredOnceTheKindIsThere() {
    World world = handedOver(ray()).engine(SUCCEEDED).settle().newest(Fixtures::succeeded).settle();
    world.watched = Set.of();
    world.ask("again").settle();
    assertThat(world.ready()).isEqualTo("False EngineNotInstalled");
    assertThat(world.status().runHandled()).isNull();
    world.watched = Set.of("rayjob");
    world.settle();
    assertThat(world.run().trigger()).isEqualTo("Asked");
    assertThat(world.created.getLast()).endsWith("-a2");
  }

  @Test
  void whatCannotBeFilledInIsRefused() {
    World world =
        handedOver(
            Fixtures.with(
                ray(),
                spec ->
                    spec.job(
                        Fixtures.yaml(
                            "{apiVersion: ray.io/v1, kind: RayJob, spec: {entrypoint: x}}"))));
    assertThat(world.ready()).isEqualTo("False InvalidJob");
    assertThat(world.message()).contains("/spec/rayClusterSpec/headGroupSpec/template");
    assertThat(world.created).isEmpty();
  }

  @Test
  void aDeathBetweenAnyTwoWritesMakesNothingTwice() {
    for (int death = 1; death <= 8; death++) {
      World world = new World(ray()).dieAfter(death);
      world.engines = HandOverTemplateTest.ENGINES;
      world.watched = Set.of("rayjob");
      world.settle();
      if (world.created.size() == 1) {
        world.engine(SUCCEEDED).settle();
      }
      world.newest(Fixtures::succeeded).settle();
      assertThat(world.created).as("death after write %d", death).hasSize(2);
      assertThat(world.versions).hasSize(1);
      assertThat(world.ready()).isEqualTo("True Trained");
    }
  }

  @Test
  void jobsOfAnEarlierTrainingJobAreNotTaken() {
    World world = handedOver(ray());
    GenericKubernetesResource job = world.handedOver.values().iterator().next().resource();
    var tj = Fixtures.job(ray());
    assertThat(observed(tj, job).jobs()).hasSize(1);
    tj.getMetadata().setUid("another");
    assertThat(observed(tj, job).jobs()).isEmpty();
  }

  private static EnginesObserved observed(
      dev.slipway.api.TrainingJob tj, GenericKubernetesResource job) {
    return EnginesObserved.of(
        tj, List.of(job), List.of(), HandOverTemplateTest.ENGINES, Set.of("rayjob"));
  }

  private static TrainingJobSpec ray() {
    return Fixtures.with(
        Fixtures.spec(null),
        spec -> spec.template(null).job(HandOverTemplateTest.sample("rayjob").job()));
  }

  private static World handedOver(TrainingJobSpec spec) {
    World world = new World(spec);
    world.engines = HandOverTemplateTest.ENGINES;
    world.watched = Set.of("rayjob");
    return world.settle();
  }

  /** The head, with the labels that it was given. */
  private static Pod pod(World world, String phase, ContainerStatusBuilder status) {
    var labels =
        new java.util.TreeMap<>(
            Objects.requireNonNull(world.handedOver.get(world.created.getFirst()))
                .resource()
                .getMetadata()
                .getLabels());
    labels.put(Slipway.TRAINER, "true");
    return new PodBuilder()
        .withNewMetadata()
        .withName("head")
        .withCreationTimestamp(Fixtures.START.toString())
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-7")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(status.build())
        .endStatus()
        .build();
  }

  private static ContainerStatusBuilder running(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withImageID("ray@sha256:12")
        .withNewState()
        .withNewRunning()
        .withStartedAt(Fixtures.START.toString())
        .endRunning()
        .endState();
  }

  private static ContainerStatusBuilder ended(String name, int code, String reason) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(reason)
        .withFinishedAt(Fixtures.START.toString())
        .endTerminated()
        .endState();
  }
}
