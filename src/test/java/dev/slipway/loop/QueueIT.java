package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Condition;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.status.Conditions;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Release;
import dev.slipway.testing.Sample;
import dev.slipway.testing.Trainings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that wait for room: in queues of the real Kueue, and where a namespace's rules bite. */
@OnCluster(OnCluster.Provider.KIND)
class QueueIT {
  private static final Path FOLDER = Path.of("src/test/resources/loop/queue");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ADDON = "config/cluster/addons/kueue";

  private static Cluster cluster;
  private static KubernetesClient client;
  private static Namespace queued;
  private static Trainings trainings;

  @BeforeAll
  static void install(Cluster kind, KubernetesClient admin, Namespace fresh) throws IOException {
    cluster = kind;
    client = admin;
    queued = fresh;
    trainings = new Trainings(admin, fresh, PATIENCE);
    Cluster.script(ADDON, "up");
    Release.install(cluster, Map.of("queue.kueue.enabled", "true"));
    client
        .namespaces()
        .withName(queued.name())
        .edit(
            namespace ->
                namespace
                    .edit()
                    .editMetadata()
                    .addToLabels("slipway.dev/kueue", "true")
                    .endMetadata()
                    .build());
    Sample.apply(client, FOLDER.resolve("local.yaml"), queued);
    try (var in = java.nio.file.Files.newInputStream(FOLDER.resolve("kueue.yaml"))) {
      client.load(in).serverSideApply();
    }
  }

  @AfterAll
  static void leave() throws IOException {
    gone(queued);
    Cluster.script(ADDON, "down");
    Release.install(cluster, Map.of());
  }

  @Test
  void theSecondWaitsUntilTheFirstHasEnded() throws IOException {
    Sample.apply(client, FOLDER.resolve("first.yaml"), queued);
    trainings.training("first");
    Sample.apply(client, FOLDER.resolve("second.yaml"), queued);
    TrainingJobStatus waiting =
        trainings.await(
            "second",
            "says why it waits",
            status ->
                condition(status, "Queued").isTrue()
                    && condition(status, "Queued").message().contains("cpu"));
    assertThat(waiting.phase()).isEqualTo("Queued");
    assertThat(condition(waiting, "Queued").message()).contains("queue room").contains("quota");
    assertThat(condition(waiting, "Admitted").status()).isEqualTo("False");
    assertThat(condition(waiting, "Ready").reason()).isEqualTo("Queued");
    assertThat(trainings.pods("second")).isEmpty();

    go(trainings, "first");
    trainings.succeeded("first");
    trainings.await("second", "is admitted", status -> condition(status, "Admitted").isTrue());
    go(trainings, "second");
    TrainingJobStatus status = trainings.succeeded("second");
    assertThat(status.run().modelVersion()).isEqualTo("second-v1");
    assertThat(condition(status, "Queued").status()).isEqualTo("False");

    trainings.patch(
        "second", "{\"spec\":{\"queue\":{\"name\":\"priority\",\"maxExecTime\":\"2h\"}}}");
    Long generation = trainings.trainingJob("second").require().getMetadata().getGeneration();
    TrainingJobStatus edited =
        trainings.await(
            "second",
            "has seen the change",
            s -> Objects.equals(s.observedGeneration(), generation));
    assertThat(edited.run()).isEqualTo(status.run());
    assertThat(trainings.jobs("second")).hasSize(1);
    assertThat(trainings.versions("first", "second"))
        .containsExactlyInAnyOrder("first-v1", "second-v1");
  }

  @Test
  void whatAHigherPriorityStopsGoesOnLater() throws IOException {
    Sample.apply(client, FOLDER.resolve("low.yaml"), queued);
    trainings.checkpointed("low");
    Sample.apply(client, FOLDER.resolve("high.yaml"), queued);
    TrainingJobStatus stopped =
        trainings.await("low", "is stopped", status -> "Queued".equals(status.phase()));
    assertThat(condition(stopped, "Ready").reason()).isEqualTo("Preempted");
    assertThat(condition(stopped, "Admitted").status()).isEqualTo("False");
    assertThat(stopped.run().failures()).isZero();
    assertThat(stopped.run().disruptions()).isEqualTo(1);
    trainings.training("high");
    assertThat(trainings.trainingJob("low").require().getStatus().phase()).isEqualTo("Queued");

    go(trainings, "high");
    trainings.succeeded("high");
    TrainingJobStatus status = trainings.succeeded("low");
    assertThat(status.run().metrics())
        .as("what it wrote when it was told to end")
        .containsEntry("resumed", 8.0);
    assertThat(status.run().failures()).isZero();
    assertThat(status.attempts())
        .extracting(Attempt::number, Attempt::reason, Attempt::preemptions)
        .containsExactly(tuple(1, "Succeeded", 1));
    assertThat(trainings.jobs("low")).hasSize(1);
    assertThat(trainings.versions("low", "high")).containsExactlyInAnyOrder("low-v1", "high-v1");
    assertThat(Sample.eventReasons(client, queued, "TrainingJob", "low"))
        .contains("Preempted", "Admitted", "Trained");
  }

  @Test
  void waitsForRoomInItsQuota() throws IOException {
    Trainings crowded =
        refused(
            "quota", "crowded", "QuotaExceeded", "exceeded quota: team", "raise the ResourceQuota");
    client
        .resourceQuotas()
        .inNamespace(crowded.namespace().name())
        .withName("team")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"hard\":{\"pods\":\"1\"}}}");
    go(crowded, "crowded");
    TrainingJobStatus status = crowded.succeeded("crowded");
    assertThat(status.run().modelVersion()).isEqualTo("crowded-v1");
    assertThat(status.attempts()).hasSize(1);
    gone(crowded.namespace());
  }

  @Test
  void saysWhatTheLimitRangeForbids() throws IOException {
    Trainings bounded =
        refused(
            "limits",
            "bounded",
            "Forbidden",
            "maximum memory usage per Container is 32Mi",
            "LimitRange");
    client.limitRanges().inNamespace(bounded.namespace().name()).withName("small").delete();
    bounded.training("bounded");
    gone(bounded.namespace());
  }

  /** A training in a namespace of its own, which has a rule that keeps its pod out. */
  private static Trainings refused(String rule, String name, String reason, String... words)
      throws IOException {
    var own = new Trainings(client, cluster.newNamespace(), PATIENCE);
    Sample.apply(client, FOLDER.resolve(rule + ".yaml"), own.namespace());
    Sample.apply(client, FOLDER.resolve(name + ".yaml"), own.namespace());
    TrainingJobStatus waiting =
        own.await(
            name, "says " + reason, status -> condition(status, "Ready").reason().equals(reason));
    assertThat(condition(waiting, "Ready").message()).contains(words);
    return own;
  }

  private static Condition condition(TrainingJobStatus status, String type) {
    return Conditions.find(status.conditions(), type)
        .orElseGet(() -> Conditions.condition(type, false, "None", ""));
  }

  private static void go(Trainings trainings, String name) throws IOException {
    trainings.go(trainings.training(name));
  }

  private static void gone(Namespace namespace) {
    client.namespaces().withName(namespace.name()).delete();
    Awaitility.await("the namespace is gone")
        .atMost(PATIENCE)
        .until(() -> client.namespaces().withName(namespace.name()).get() == null);
  }
}
