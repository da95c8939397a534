package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Condition;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.status.Conditions;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Release;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
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

  @BeforeAll
  static void install(Cluster kind, KubernetesClient admin, Namespace fresh) throws IOException {
    cluster = kind;
    client = admin;
    queued = fresh;
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
    training(queued, "first");
    Sample.apply(client, FOLDER.resolve("second.yaml"), queued);
    TrainingJobStatus waiting =
        await(
            queued,
            "second",
            "says why it waits",
            status ->
                condition(status, "Queued").isTrue()
                    && condition(status, "Queued").message().contains("cpu"));
    assertThat(waiting.phase()).isEqualTo("Queued");
    assertThat(condition(waiting, "Queued").message()).contains("queue room").contains("quota");
    assertThat(condition(waiting, "Admitted").status()).isEqualTo("False");
    assertThat(condition(waiting, "Ready").reason()).isEqualTo("Queued");
    assertThat(pods(queued, "second")).isEmpty();

    go(queued, "first");
    ended(queued, "first");
    trainingJob(queued, "second")
        .waitUntilCondition(
            tj -> tj != null && condition(tj.getStatus(), "Admitted").isTrue(),
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
    go(queued, "second");
    TrainingJobStatus status = ended(queued, "second");
    assertThat(status.run().modelVersion()).isEqualTo("second-v1");
    assertThat(condition(status, "Queued").status()).isEqualTo("False");

    trainingJob(queued, "second")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"queue\":{\"name\":\"priority\",\"maxExecTime\":\"2h\"}}}");
    Long generation = trainingJob(queued, "second").require().getMetadata().getGeneration();
    TrainingJobStatus edited =
        await(
            queued,
            "second",
            "has seen the change",
            s -> Objects.equals(s.observedGeneration(), generation));
    assertThat(edited.run()).isEqualTo(status.run());
    assertThat(jobs(queued, "second")).hasSize(1);
    assertThat(versions(queued, "first", "second"))
        .containsExactlyInAnyOrder("first-v1", "second-v1");
  }

  @Test
  void whatAHigherPriorityStopsGoesOnLater() throws IOException {
    Sample.apply(client, FOLDER.resolve("low.yaml"), queued);
    await(
        queued,
        "low",
        "saves a checkpoint",
        status ->
            status.run() != null
                && status.run().progress() != null
                && status.run().progress().checkpoint() != null);
    Sample.apply(client, FOLDER.resolve("high.yaml"), queued);
    TrainingJobStatus stopped =
        await(queued, "low", "is stopped", status -> "Queued".equals(status.phase()));
    assertThat(condition(stopped, "Ready").reason()).isEqualTo("Preempted");
    assertThat(condition(stopped, "Admitted").status()).isEqualTo("False");
    assertThat(stopped.run().failures()).isZero();
    assertThat(stopped.run().disruptions()).isEqualTo(1);
    training(queued, "high");
    assertThat(trainingJob(queued, "low").require().getStatus().phase()).isEqualTo("Queued");

    go(queued, "high");
    ended(queued, "high");
    TrainingJobStatus status = ended(queued, "low");
    assertThat(status.run().state()).isEqualTo("Succeeded");
    assertThat(status.run().metrics())
        .as("what it wrote when it was told to end")
        .containsEntry("resumed", 8.0);
    assertThat(status.run().failures()).isZero();
    assertThat(status.attempts())
        .extracting(Attempt::number, Attempt::reason, Attempt::preemptions)
        .containsExactly(tuple(1, "Succeeded", 1));
    assertThat(jobs(queued, "low")).hasSize(1);
    assertThat(versions(queued, "low", "high")).containsExactlyInAnyOrder("low-v1", "high-v1");
    assertThat(Sample.eventReasons(client, queued, "TrainingJob", "low"))
        .contains("Preempted", "Admitted", "Trained");
  }

  @Test
  void waitsForRoomInItsQuota() throws IOException {
    Namespace crowded = cluster.newNamespace();
    Sample.apply(client, FOLDER.resolve("quota.yaml"), crowded);
    Sample.apply(client, FOLDER.resolve("crowded.yaml"), crowded);
    TrainingJobStatus waiting =
        await(
            crowded,
            "crowded",
            "says that the quota is full",
            status -> condition(status, "Ready").reason().equals("QuotaExceeded"));
    assertThat(condition(waiting, "Ready").message())
        .contains("exceeded quota: team")
        .contains("raise the ResourceQuota");
    client
        .resourceQuotas()
        .inNamespace(crowded.name())
        .withName("team")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"hard\":{\"pods\":\"1\"}}}");
    training(crowded, "crowded");
    go(crowded, "crowded");
    TrainingJobStatus status = ended(crowded, "crowded");
    assertThat(status.run().modelVersion()).isEqualTo("crowded-v1");
    assertThat(status.attempts()).hasSize(1);
    gone(crowded);
  }

  @Test
  void saysWhatTheLimitRangeForbids() throws IOException {
    Namespace bounded = cluster.newNamespace();
    Sample.apply(client, FOLDER.resolve("limits.yaml"), bounded);
    Sample.apply(client, FOLDER.resolve("bounded.yaml"), bounded);
    TrainingJobStatus waiting =
        await(
            bounded,
            "bounded",
            "says that it may not",
            status -> condition(status, "Ready").reason().equals("Forbidden"));
    assertThat(condition(waiting, "Ready").message())
        .contains("maximum memory usage per Container is 32Mi")
        .contains("LimitRange");
    client.limitRanges().inNamespace(bounded.name()).withName("small").delete();
    training(bounded, "bounded");
    gone(bounded);
  }

  private static Condition condition(TrainingJobStatus status, String type) {
    return Conditions.find(status.conditions(), type)
        .orElseGet(() -> Conditions.condition(type, false, "None", ""));
  }

  /** Waits until the training container runs. */
  private static Pod training(Namespace namespace, String name) {
    return Awaitility.await(name + " trains")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                pods(namespace, name).stream()
                    .filter(
                        pod ->
                            pod.getStatus().getInitContainerStatuses().stream()
                                .anyMatch(
                                    c ->
                                        c.getName().equals("train")
                                            && c.getState().getRunning() != null))
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  /** Lets a training end. */
  private static void go(Namespace namespace, String name) throws IOException {
    Pod pod = training(namespace, name);
    try (ExecWatch exec =
        client
            .pods()
            .resource(pod)
            .inContainer("train")
            .writingOutput(OutputStream.nullOutputStream())
            .exec("touch", "/tmp/go")) {
      assertThat(exec.exitCode().get(1, TimeUnit.MINUTES)).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  private static List<Pod> pods(Namespace namespace, String name) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .list()
        .getItems();
  }

  private static List<Job> jobs(Namespace namespace, String name) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .list()
        .getItems();
  }

  private static List<String> versions(Namespace namespace, String... models) {
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .list()
        .getItems()
        .stream()
        .filter(version -> List.of(models).contains(version.getSpec().model()))
        .map(version -> version.getMetadata().getName())
        .toList();
  }

  private static Resource<TrainingJob> trainingJob(Namespace namespace, String name) {
    return client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name);
  }

  private static TrainingJobStatus ended(Namespace namespace, String name) {
    return await(
        namespace,
        name,
        "ends",
        status -> status.run() != null && status.run().finishedAt() != null);
  }

  private static TrainingJobStatus await(
      Namespace namespace, String name, String what, Predicate<TrainingJobStatus> until) {
    return Awaitility.await(name + " " + what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> trainingJob(namespace, name).require().getStatus(),
            status -> status != null && until.test(status));
  }

  private static void gone(Namespace namespace) {
    client.namespaces().withName(namespace.name()).delete();
    Awaitility.await("the namespace is gone")
        .atMost(PATIENCE)
        .until(() -> client.namespaces().withName(namespace.name()).get() == null);
  }
}
