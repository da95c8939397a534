package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingProgress;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import dev.slipway.testing.Trainings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private static Trainings trainings;

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    trainings = new Trainings(admin, fresh, PATIENCE);
    for (String name :
        new String[] {"suspended", "evicted", "memory", "peaks", "reporting", "checkpointed"}) {
      Sample.apply(client, FOLDER.resolve(name + ".yaml"), namespace);
    }
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  void isSuspendedResumedAskedForAndReused() throws IOException {
    trainings.training("suspended");
    trainings.patch("suspended", "{\"spec\":{\"suspend\":true}}");
    trainings.await("suspended", "is suspended", status -> "Suspended".equals(status.phase()));
    Awaitility.await("its pod ends")
        .atMost(PATIENCE)
        .until(() -> trainings.pods("suspended"), List::isEmpty);

    trainings.patch("suspended", "{\"spec\":{\"suspend\":null}}");
    TrainingJobStatus status = trainings.succeeded("suspended", 1);
    assertThat(status.run().modelVersion()).isEqualTo("suspended-v1");
    assertThat(status.run().failures()).isZero();
    assertThat(status.attempts())
        .extracting(Attempt::number, Attempt::reason)
        .containsExactly(tuple(1, "Suspended"), tuple(2, "Succeeded"));

    trainings.patch(
        "suspended",
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Slipway.ASK_RUN, "once more"));
    Run asked = trainings.succeeded("suspended", 2).run();
    assertThat(asked.trigger()).isEqualTo("Asked");
    assertThat(asked.modelVersion()).isEqualTo("suspended-v2");

    trainings.trainingJob("suspended").delete();
    Awaitility.await("it is gone")
        .atMost(PATIENCE)
        .until(() -> trainings.trainingJob("suspended").get() == null);
    Sample.apply(client, FOLDER.resolve("suspended.yaml"), namespace);
    Run reused = trainings.succeeded("suspended", 1).run();
    assertThat(reused.reason()).isEqualTo("Reused");
    assertThat(reused.modelVersion()).isIn("suspended-v1", "suspended-v2");
    assertThat(trainings.pods("suspended")).isEmpty();
    assertThat(trainings.versions("suspended")).hasSize(2);
  }

  @Test
  void anEvictionIsNoFailure() {
    Pod pod = trainings.training("evicted");
    client.pods().resource(pod).evict();
    TrainingJobStatus status = trainings.succeeded("evicted");
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
    trainings.checkpointed("checkpointed");
    client.pods().resource(trainings.training("checkpointed")).evict();
    TrainingJobStatus status = trainings.succeeded("checkpointed");
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
    trainings.checkpointed("distributed");
    client.pods().resource(trainings.rank("distributed", 2)).evict();
    TrainingJobStatus status = trainings.succeeded("distributed");
    assertThat(status.run().metrics())
        .containsEntry("ranks", 3.0)
        .as("every rank has the checkpoint of the first")
        .containsEntry("resumed", 15.0);
    assertThat(status.attempts())
        .extracting(Attempt::reason)
        .containsExactly("Evicted", "Succeeded");
    assertThat(trainings.versions("distributed")).containsExactly("distributed-v1");
  }

  @Test
  void anElasticTrainingGoesOnWithoutAPodAndTakesItInAgain() throws IOException {
    Sample.apply(client, FOLDER.resolve("elastic.yaml"), namespace);
    trainings.await(
        "elastic",
        "has all pods",
        status ->
            status.run() != null
                && status.run().progress() != null
                && Double.valueOf(2).equals(status.run().progress().metrics().get("came")));
    client.pods().resource(trainings.rank("elastic", 2)).evict();
    TrainingJobStatus status = trainings.succeeded("elastic");
    assertThat(status.attempts())
        .as("one attempt, whatever became of the pod")
        .extracting(Attempt::reason)
        .containsExactly("Succeeded");
    assertThat(status.run().metrics()).containsEntry("came", 3.0);
    assertThat(status.run().disruptions()).isZero();
  }

  @Test
  void memoryIsRaisedAfterItRanOut() {
    TrainingJobStatus status = trainings.succeeded("memory");
    assertThat(status.run().failures()).isEqualTo(1);
    assertThat(status.attempts())
        .extracting(Attempt::reason, Attempt::memory)
        .containsExactly(tuple("OOMKilled", null), tuple("Succeeded", "256Mi"));
  }

  @Test
  void whatItsProcessesUseIsMeasured() {
    TrainingJobStatus status = trainings.succeeded("peaks");
    Map<String, Double> metrics = status.run().metrics();
    assertThat(metrics.get("peak_memory_bytes"))
        .as("two processes with 60 MB each; ours, of which one alone has more, do not count")
        .isBetween(120e6, 170e6);
    assertThat(metrics.get("cpu_seconds"))
        .as("what its code has counted itself, and not that of publish")
        .isBetween(metrics.get("burnt"), metrics.get("burnt") + 1);
    assertThat(status.attempts())
        .extracting(Attempt::reason)
        .containsExactly("AppError", "Succeeded");
    assertThat(status.attempts())
        .as("of an attempt that failed, too")
        .allSatisfy(
            attempt ->
                assertThat(attempt.resources().peakMemoryBytes())
                    .isBetween(120_000_000L, 170_000_000L));
  }

  @Test
  void whatItsCodeReportsIsTold() {
    TrainingProgress progress =
        trainings
            .await(
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
    TrainingJobStatus status = trainings.ended("reporting");
    assertThat(status.run().state()).isEqualTo("Failed");
    assertThat(status.attempts()).extracting(Attempt::reason).containsExactly("Stalled");
    assertThat(status.phase()).isEqualTo("Failed");
  }
}
