package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingProgress;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs on real pods: stopped and resumed, taken away, out of memory, and asked for. */
@OnCluster(OnCluster.Provider.KIND)
class RunsIT {
  private static final Path FOLDER = Path.of("src/test/resources/loop/runs");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static KubernetesClient client;
  private static Namespace namespace;

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    for (String name :
        new String[] {"suspended", "evicted", "memory", "reporting", "checkpointed"}) {
      Sample.apply(client, FOLDER.resolve(name + ".yaml"), namespace);
    }
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  void isSuspendedResumedAskedForAndReused() throws IOException {
    training("suspended");
    patch("suspended", "{\"spec\":{\"suspend\":true}}");
    await("suspended", "is suspended", status -> "Suspended".equals(status.phase()));
    Awaitility.await("its pod ends").atMost(PATIENCE).until(() -> pods("suspended"), List::isEmpty);

    patch("suspended", "{\"spec\":{\"suspend\":null}}");
    TrainingJobStatus status = ended("suspended", 1);
    assertThat(status.run().modelVersion()).isEqualTo("suspended-v1");
    assertThat(status.run().failures()).isZero();
    assertThat(status.attempts())
        .extracting(Attempt::number, Attempt::reason)
        .containsExactly(tuple(1, "Suspended"), tuple(2, "Succeeded"));

    patch(
        "suspended",
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Slipway.ASK_RUN, "once more"));
    Run asked = ended("suspended", 2).run();
    assertThat(asked.trigger()).isEqualTo("Asked");
    assertThat(asked.modelVersion()).isEqualTo("suspended-v2");

    trainingJob("suspended").delete();
    Awaitility.await("it is gone")
        .atMost(PATIENCE)
        .until(() -> trainingJob("suspended").get() == null);
    Sample.apply(client, FOLDER.resolve("suspended.yaml"), namespace);
    Run reused = ended("suspended", 1).run();
    assertThat(reused.reason()).isEqualTo("Reused");
    assertThat(reused.modelVersion()).isIn("suspended-v1", "suspended-v2");
    assertThat(pods("suspended")).isEmpty();
    assertThat(client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems())
        .extracting(version -> version.getMetadata().getName())
        .filteredOn(name -> name.startsWith("suspended-"))
        .hasSize(2);
  }

  @Test
  void anEvictionIsNoFailure() {
    Pod pod = training("evicted");
    client.pods().resource(pod).evict();
    TrainingJobStatus status = ended("evicted", 1);
    assertThat(status.run().state()).isEqualTo("Succeeded");
    assertThat(status.run().failures()).isZero();
    assertThat(status.run().disruptions()).isEqualTo(1);
    assertThat(status.attempts())
        .extracting(Attempt::reason, Attempt::node)
        .containsExactly(
            tuple("Evicted", pod.getSpec().getNodeName()),
            tuple("Succeeded", pod.getSpec().getNodeName()));
    assertThat(Sample.eventReasons(client, namespace, "TrainingJob", "evicted"))
        .contains("Retrying", "Trained");
  }

  @Test
  void aCheckpointOutlivesItsPod() {
    await(
        "checkpointed",
        "saves a checkpoint",
        status ->
            status.run() != null
                && status.run().progress() != null
                && status.run().progress().checkpoint() != null);
    client.pods().resource(training("checkpointed")).evict();
    TrainingJobStatus status = ended("checkpointed", 1);
    assertThat(status.run().state()).isEqualTo("Succeeded");
    assertThat(status.run().metrics())
        .as("what the first attempt wrote when it was told to end")
        .containsEntry("resumed", 8.0);
    assertThat(status.attempts())
        .extracting(Attempt::reason)
        .containsExactly("Evicted", "Succeeded");
    assertThat(status.attempts().getFirst().checkpoint())
        .extracting(Checkpoint::number)
        .isEqualTo(2);
  }

  @Test
  void severalPodsBeginTogetherAndRecoverTogether() throws IOException {
    Sample.apply(client, FOLDER.resolve("distributed.yaml"), namespace);
    await(
        "distributed",
        "saves a checkpoint",
        status ->
            status.run() != null
                && status.run().progress() != null
                && status.run().progress().checkpoint() != null);
    client.pods().resource(rank("distributed", 2)).evict();
    TrainingJobStatus status = ended("distributed", 1);
    assertThat(status.run().metrics())
        .containsEntry("ranks", 3.0)
        .as("every rank has the checkpoint of the first")
        .containsEntry("resumed", 15.0);
    assertThat(status.attempts())
        .extracting(Attempt::reason)
        .containsExactly("Evicted", "Succeeded");
    assertThat(client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems())
        .extracting(version -> version.getMetadata().getName())
        .filteredOn(name -> name.startsWith("distributed-"))
        .containsExactly("distributed-v1");
  }

  @Test
  void anElasticTrainingGoesOnWithoutAPodAndTakesItInAgain() throws IOException {
    Sample.apply(client, FOLDER.resolve("elastic.yaml"), namespace);
    await(
        "elastic",
        "has all pods",
        status ->
            status.run() != null
                && status.run().progress() != null
                && Double.valueOf(2).equals(status.run().progress().metrics().get("came")));
    client.pods().resource(rank("elastic", 2)).evict();
    TrainingJobStatus status = ended("elastic", 1);
    assertThat(status.attempts())
        .as("one attempt, whatever became of the pod")
        .extracting(Attempt::reason)
        .containsExactly("Succeeded");
    assertThat(status.run().metrics()).containsEntry("came", 3.0);
    assertThat(status.run().disruptions()).isZero();
  }

  @Test
  void memoryIsRaisedAfterItRanOut() {
    TrainingJobStatus status = ended("memory", 1);
    assertThat(status.run().state()).isEqualTo("Succeeded");
    assertThat(status.run().failures()).isEqualTo(1);
    assertThat(status.attempts())
        .extracting(Attempt::reason, Attempt::memory)
        .containsExactly(tuple("OOMKilled", null), tuple("Succeeded", "256Mi"));
  }

  @Test
  void whatItsCodeReportsIsTold() {
    TrainingProgress progress =
        await(
                "reporting",
                "tells how far it is",
                status ->
                    status.run() != null
                        && status.run().progress() != null
                        && status.run().progress().percent() != null)
            .run()
            .progress();
    assertThat(progress.percent()).isEqualTo(40);
    assertThat(progress.metrics()).containsEntry("loss", 0.5);
    TrainingJobStatus status = ended("reporting", 1);
    assertThat(status.run().state()).isEqualTo("Failed");
    assertThat(status.attempts()).extracting(Attempt::reason).containsExactly("Stalled");
    assertThat(status.phase()).isEqualTo("Failed");
  }

  /** Waits until the training container runs. */
  private static Pod training(String name) {
    return Awaitility.await(name + " trains")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                pods(name).stream()
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

  private static Pod rank(String name, int rank) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .withLabel("batch.kubernetes.io/job-completion-index", "" + rank)
        .list()
        .getItems()
        .getFirst();
  }

  private static List<Pod> pods(String name) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .list()
        .getItems();
  }

  private static Resource<TrainingJob> trainingJob(String name) {
    return client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name);
  }

  private static void patch(String name, String patch) {
    trainingJob(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static TrainingJobStatus ended(String name, long number) {
    return await(
        name,
        "ends run " + number,
        status ->
            status.run() != null
                && status.run().number() == number
                && status.run().finishedAt() != null);
  }

  private static TrainingJobStatus await(
      String name, String what, Predicate<TrainingJobStatus> until) {
    return Awaitility.await(name + " " + what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> trainingJob(name).require().getStatus(),
            status -> status != null && until.test(status));
  }
}
