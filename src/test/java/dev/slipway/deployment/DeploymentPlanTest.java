package dev.slipway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DeploymentSpec.Autoscale;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.Runtime;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentPlanTest {
  private final Scene scene = new Scene();

  @Test
  void theFirstApprovedVersionIsServed() {
    scene.version(1, true).settle();

    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Progressing");
    assertThat(scene.condition("Available").reason()).isEqualTo("NothingServing");
    String first = scene.workloads.keySet().iterator().next();
    assertThat(scene.directed())
        .as("proxies know the way before its pods are ready")
        .isEqualTo(first);

    scene.podsReady().settle();

    var status = scene.deployment.getStatus();
    assertThat(status.phase()).isEqualTo("Available");
    assertThat(serving()).isEqualTo("fares-v1");
    assertThat(scene.directed()).isEqualTo(stable().name()).matches("fares-[0-9a-f]{8}");
    assertThat(stable().servingSince()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.availableReplicas()).isEqualTo(2);
    assertThat(status.url()).isEqualTo("http://fares.ns.svc");
    assertThat(status.selector())
        .isEqualTo("slipway.dev/deployment=fares,slipway.dev/revision=" + stable().name());
    assertThat(scene.condition("Ready").isTrue()).isTrue();
    assertThat(scene.log)
        .containsExactly("create " + stable().name(), "apply Service", "apply PodDisruptionBudget");
  }

  @Test
  void aNewVersionComesUpBesideTheOldOneThatLingersAndGoes() {
    scene.version(1, true).rollOut();
    String old = stable().name();
    scene.version(2, true).settle();

    assertThat(serving()).isEqualTo("fares-v1");
    assertThat(scene.directed()).isEqualTo(old);
    assertThat(scene.workloads).hasSize(2);
    // Only all pods are enough.
    scene.available.put(scene.candidate(), 1);
    scene.settle();
    assertThat(serving()).isEqualTo("fares-v1");
    assertThat(scene.condition("Available").isTrue()).isTrue();
    assertThat(scene.condition("Ready").message()).contains("1 of 2 pods can answer");

    scene.podsReady().settle();

    assertThat(serving()).isEqualTo("fares-v2");
    assertThat(scene.directed()).isEqualTo(stable().name());
    assertThat(scene.workloads).containsKey(old);
    assertThat(scene.deployment.getStatus().history())
        .extracting(Revision::modelVersion)
        .containsExactly("fares-v1");
    assertThat(scene.step().again()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(16));
    scene.pass(Duration.ofSeconds(14)).settle();
    assertThat(scene.workloads).containsKey(old);
    scene.pass(Duration.ofSeconds(1)).settle();
    assertThat(scene.workloads).containsOnlyKeys(stable().name());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aDeathAfterAnyWriteChangesNothingOfTheEnd(int writes) {
    var undisturbed = new Scene().version(1, true).rollOut().version(2, true).rollOut();
    String stable = Objects.requireNonNull(undisturbed.directed());

    scene.version(1, true);
    live(writes);
    scene.version(2, true);
    live(writes);

    assertThat(scene.directed()).isEqualTo(stable);
    assertThat(scene.workloads.keySet()).isEqualTo(undisturbed.workloads.keySet());
    assertThat(serving()).isEqualTo("fares-v2");
    assertThat(scene.deployment.getStatus().history()).hasSize(1);
    assertThat(scene.log.stream().filter(line -> line.startsWith("create"))).hasSize(2);
  }

  /**
   * Every other reconciliation dies; once something serves, the traffic must always go to pods that
   * can answer.
   */
  private void live(int writes) {
    for (int i = 0; i < 40; i++) {
      scene.step(i % 2 == 0 ? writes : Integer.MAX_VALUE);
      if (i == 10) {
        scene.podsReady();
      }
      if (i > 20) {
        scene.pass(Duration.ofSeconds(5));
      }
      String directed = scene.directed();
      var status = scene.deployment.getStatus();
      if (directed != null && status != null && status.revision() != null) {
        assertThat(scene.workloads).containsKey(directed);
        assertThat(scene.available.get(directed)).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fares-v9, VersionNotFound, there is no ModelVersion fares-v9",
    "fares-v2, VersionNotApproved, fares-v2 is not approved"
  })
  void aPinnedVersionThatCannotServeLeavesThePresentOneAlone(
      String pinned, String reason, String message) {
    scene.version(1, true).rollOut().version(2, false);
    String before = scene.directed();

    scene.spec(pinned, 2, null, null).settle();

    assertThat(scene.directed()).isEqualTo(before);
    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Degraded");
    assertThat(scene.condition("Available").isTrue()).isTrue();
    assertThat(scene.condition("Progressing").reason()).isEqualTo(reason);
    assertThat(scene.condition("Stalled").isTrue()).isTrue();
    assertThat(scene.condition("Ready").message()).contains(message).contains("fares-v1 serves on");
  }

  @Test
  void withoutAnApprovedVersionItWaits() {
    scene.version(1, false).settle();

    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Waiting");
    assertThat(scene.condition("Ready").reason()).isEqualTo("NoApprovedVersion");
    assertThat(scene.condition("Reconciling").isTrue()).isTrue();
    assertThat(scene.log).isEmpty();
  }

  @Test
  void anOlderVersionCanBePinnedAndTheNewestFollowedAgain() {
    scene.version(1, true).version(2, true).rollOut();
    assertThat(serving()).isEqualTo("fares-v2");

    scene.spec("fares-v1", 2, null, null).rollOut();
    assertThat(serving()).isEqualTo("fares-v1");

    scene.spec("LatestApproved", 2, null, null).rollOut();
    assertThat(serving()).isEqualTo("fares-v2");
    assertThat(scene.deployment.getStatus().history())
        .extracting(Revision::modelVersion)
        .containsExactly("fares-v1", "fares-v2");
  }

  @Test
  void aVersionThatIsRejectedAfterAllGivesWayToTheOneBefore() {
    scene.version(1, true).version(2, true).rollOut().version(2, false).rollOut();

    assertThat(serving()).isEqualTo("fares-v1");
  }

  @Test
  void aVersionThatServesStaysWhileItIsDeleted() {
    scene.version(1, true).version(2, true).rollOut();
    scene.versions.getLast().getMetadata().setDeletionTimestamp("2026-03-01T12:01:00Z");

    assertThat(scene.settle().deployment.getStatus().candidate()).isNull();
    assertThat(serving()).isEqualTo("fares-v2");

    scene.versions.getLast().getMetadata().setDeletionTimestamp(null);
    scene.version(3, true);
    scene.versions.getLast().getMetadata().setDeletionTimestamp("2026-03-01T12:01:00Z");
    scene.settle();
    assertThat(scene.deployment.getStatus().candidate()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "crash,       1, ,                 RollingOut",
    "crash,       3, ,                 ModelNotServable",
    "oom,         3, ,                 OOMKilled",
    "digest,      0, ,                 DigestMismatch",
    "unreachable, 0, ,                 RollingOut",
    "unreachable, 0, 5,                StoreUnreachable",
    "pull,        0, ,                 RollingOut",
    "pull,        0, 5,                ImagePull",
    "slow,        0, 4,                RollingOut",
    "slow,        0, 5,                ProgressDeadlineExceeded"
  })
  void aCandidateThatCannotServeIsGivenUpAndTheStableServesOn(
      String fault, int restarts, Integer minutes, String reason) {
    scene.version(1, true).rollOut();
    String stable = stable().name();
    scene.version(2, true).settle();
    String candidate = scene.candidate();
    switch (fault) {
      case "crash" -> scene.crashed(candidate, restarts, "Error", 1);
      case "oom" -> scene.crashed(candidate, restarts, "OOMKilled", 137);
      case "digest" -> scene.notFetched(candidate, "DigestMismatch", false);
      case "unreachable" -> scene.notFetched(candidate, "StoreUnreachable", true);
      case "pull" -> scene.notPulled(candidate);
      default -> assertThat(fault).isEqualTo("slow");
    }

    scene.pass(Duration.ofMinutes(minutes == null ? 0 : minutes)).settle();

    assertThat(scene.condition("Progressing").reason()).isEqualTo(reason);
    assertThat(scene.directed()).isEqualTo(stable);
    assertThat(scene.condition("Available").isTrue()).isTrue();
    if (reason.equals("RollingOut")) {
      assertThat(scene.workloads).containsKeys(stable, candidate);
      return;
    }
    assertThat(scene.workloads).containsOnlyKeys(stable);
    assertThat(scene.deployment.getStatus().abandoned()).isEqualTo(candidate);
    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Degraded");
    assertThat(scene.condition("Ready").reason()).isEqualTo(reason);
    assertThat(scene.condition("Ready").message()).contains("fares-v1 serves on");
    // It is not tried again, whatever else happens, and the reason stays.
    scene.spec(null, 3, null, null).podsReady().settle().pass(Duration.ofHours(1)).settle();
    assertThat(scene.deployment.getStatus().candidate()).isNull();
    assertThat(scene.condition("Progressing").reason()).isEqualTo(reason);
    // A newer version is.
    scene.version(3, true).rollOut();
    assertThat(serving()).isEqualTo("fares-v3");
    assertThat(scene.condition("Ready").isTrue()).isTrue();
    assertThat(scene.deployment.getStatus().abandoned()).isNull();
  }

  @Test
  void aRevisionIsTriedAgainAfterAnotherWasAskedForAndOldPodsDoNotCount() {
    scene.version(1, true).rollOut().version(2, true).settle();
    String candidate = scene.candidate();
    scene.crashed(candidate, 3, "Error", 1).settle();
    scene.spec("fares-v1", 2, null, null).settle();
    scene.crashed(candidate, 3, "Error", 1);
    scene.pods.getLast().getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");

    scene.spec(null, 2, null, null).settle();

    assertThat(scene.candidate()).isEqualTo(candidate);
    assertThat(scene.condition("Progressing").reason()).isEqualTo("RollingOut");
  }

  @Test
  void theExitCodeAndTheLogAreInTheCondition() {
    scene.version(1, true).settle();
    scene.crashed(scene.candidate(), 4, "Error", 3).settle();

    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Failed");
    assertThat(scene.condition("Ready").message())
        .contains("exited with code 3")
        .contains("ValueError: not a model");
  }

  @Test
  void aNewerTargetReplacesTheCandidate() {
    scene.version(1, true).rollOut().version(2, true).settle();
    String second = scene.candidate();

    scene.version(3, true).settle();

    assertThat(scene.deployment.getStatus().candidate())
        .extracting(Revision::modelVersion)
        .isEqualTo("fares-v3");
    assertThat(scene.workloads).containsOnlyKeys(stable().name(), scene.candidate());
    assertThat(scene.candidate()).isNotEqualTo(second);
    scene.podsReady().settle();
    assertThat(serving()).isEqualTo("fares-v3");
  }

  @Test
  void whatThePodsAreMadeOfMakesARevisionAndNothingElseDoes() {
    scene.version(1, true).rollOut();
    String first = stable().name();

    scene.spec(null, 5, null, null).rollOut();
    assertThat(stable().name()).isEqualTo(first);
    scene.spec(null, 5, null, 0.5).rollOut();
    String captured = stable().name();
    assertThat(captured).isNotEqualTo(first);
    scene.runtime = new ContainerBuilder(scene.runtime).withImage("mlserver:2").build();
    scene.rollOut();
    assertThat(stable().name()).isNotEqualTo(captured);
  }

  @Test
  void replicasFollowTheSpec() {
    scene.version(1, true).rollOut();
    String stable = stable().name();

    scene.spec(null, 4, null, null).settle();

    assertThat(scene.log).last().isEqualTo("scale " + stable + " 4");
    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Progressing");
    assertThat(scene.condition("Ready").message()).contains("2 of 4 pods can answer");
    scene.podsReady().settle();
    assertThat(scene.deployment.getStatus().availableReplicas()).isEqualTo(4);
    scene.spec(null, 0, null, null).podsReady().settle();
    assertThat(scene.deployment.getStatus().phase()).isEqualTo("Available");
  }

  @Test
  void withAnAutoscalerTheReplicasAreItsOwn() {
    scene.spec(null, null, new Autoscale(2, 6, 60), null).version(1, true).rollOut();
    String stable = stable().name();
    assertThat(scene.workload(stable).getSpec().getReplicas()).isEqualTo(2);
    assertThat(Objects.requireNonNull(scene.autoscaler).getSpec().getScaleTargetRef().getName())
        .isEqualTo(stable);

    scene.workloads.computeIfPresent(
        stable, (n, w) -> new DeploymentBuilder(w).editSpec().withReplicas(5).endSpec().build());
    scene.podsReady().settle();
    assertThat(scene.workload(stable).getSpec().getReplicas()).isEqualTo(5);
    assertThat(scene.log).noneMatch(line -> line.startsWith("scale"));

    // The next revision starts as large, and the autoscaler goes over to it when it serves.
    scene.version(2, true).settle();
    assertThat(scene.workload(scene.candidate()).getSpec().getReplicas()).isEqualTo(5);
    assertThat(scene.autoscaler.getSpec().getScaleTargetRef().getName()).isEqualTo(stable);
    scene.podsReady().settle();
    assertThat(scene.autoscaler.getSpec().getScaleTargetRef().getName()).isEqualTo(stable().name());

    scene.spec(null, 1, null, null).settle();
    assertThat(scene.autoscaler).isNull();
    assertThat(scene.workload(stable().name()).getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void anAutoscalerNeedsACpuRequest() {
    scene.runtime = new ContainerBuilder().withImage("a").build();

    scene.spec(null, null, new Autoscale(1, 2, 60), null).version(1, true).settle();

    assertThat(scene.condition("Ready").reason()).isEqualTo("InvalidRuntime");
    assertThat(scene.condition("Ready").message()).contains("CPU request");
  }

  @Test
  void anUnknownRuntimeIsSaidSo() {
    var spec = scene.deployment.getSpec();
    scene.deployment.setSpec(
        new dev.slipway.api.DeploymentSpec(
            spec.model(), null, new Runtime("triton", null, null, null), 1, null, null, null));

    scene.version(1, true).settle();

    assertThat(scene.condition("Ready").reason()).isEqualTo("RuntimeNotFound");
    assertThat(scene.condition("Ready").message()).contains("known: mlserver");
  }

  @Test
  void whatSomebodyDeletedIsMadeAgain() {
    scene.version(1, true).rollOut();
    scene.workloads.clear();
    scene.available.clear();
    scene.service = null;
    scene.budget = null;

    scene.settle();

    assertThat(scene.workloads).containsOnlyKeys(stable().name());
    assertThat(scene.directed()).isEqualTo(stable().name());
    assertThat(scene.budget).isNotNull();
    assertThat(scene.condition("Available").isTrue()).isFalse();
  }

  @Test
  void podsThatTheApiServerRefusesAreGivenUp() {
    scene.version(1, true).rollOut().version(2, true);

    Decision decision =
        DeploymentPlan.refused(
            scene.deployment, scene.observed(), Scene.SETTINGS, "spec.x: invalid", scene.now);

    assertThat(decision.status().abandoned()).isNotNull();
    assertThat(decision.status().conditions())
        .filteredOn(c -> c.type().equals("Ready"))
        .allMatch(c -> c.reason().equals("InvalidRuntime") && c.message().contains("spec.x"));
    assertThat(decision.writes()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsSaidAndChangesNothing() {
    scene.version(1, true).rollOut();

    Decision decision =
        DeploymentPlan.blocked(scene.deployment, "NameTaken", "Service fares", scene.now);

    assertThat(decision.status().revision()).isEqualTo(stable());
    assertThat(decision.writes()).isEmpty();
    assertThat(decision.again()).isEqualTo(Duration.ofMinutes(1));
  }

  private Revision stable() {
    return Objects.requireNonNull(scene.deployment.getStatus().revision());
  }

  private String serving() {
    return stable().modelVersion();
  }
}
