package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Checkpoints;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * PyTorch on real pods: in three of them it learns what it learns in one, also when one is lost.
 */
@OnCluster(OnCluster.Provider.KIND)
class DistributedIT {
  private static final Path SAMPLE = Path.of("config/samples/distributed/10-trainingjob.yaml");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static KubernetesClient client;
  private static Namespace namespace;

  @BeforeAll
  static void start(KubernetesClient admin, Namespace fresh) {
    client = admin;
    namespace = fresh;
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  void theLossOfThreePodsIsThatOfOneAndAWorkerMayBeKilled() throws Exception {
    TrainingJob three = sample("three");
    three.setSpec(
        TrainingJobSpecBuilder.builder(three.getSpec())
            .parameters(Map.of("epochs", "30", "rows", "1200", "pause", "1"))
            .checkpoint(new Checkpoints(null, "1s"))
            .build());
    TrainingJob one = sample("one");
    one.setSpec(TrainingJobSpecBuilder.builder(one.getSpec()).nodes(null).checkpoint(null).build());
    client.resource(three).create();
    client.resource(one).create();

    await(
        "three",
        "has a checkpoint",
        status ->
            status.run() != null
                && status.run().progress() != null
                && status.run().progress().checkpoint() != null);
    client.pods().resource(rank(2)).withGracePeriod(0).delete();

    TrainingJobStatus ended = await("three", "ends", DistributedIT::ended);
    assertThat(ended.attempts()).extracting(Attempt::reason).endsWith("Succeeded").hasSize(2);
    assertThat(ended.attempts().getFirst().checkpoint())
        .extracting(Checkpoint::number)
        .satisfies(number -> assertThat(number).isPositive());
    Map<String, Double> learnt = Objects.requireNonNull(ended.run().metrics());
    assertThat(learnt).containsEntry("processes", 3.0);
    assertThat(learnt.get("resumed_after")).as("epochs that are not done again").isPositive();
    Map<String, Double> alone =
        Objects.requireNonNull(await("one", "ends", DistributedIT::ended).run().metrics());
    assertThat(alone).containsEntry("processes", 1.0);
    assertThat(learnt.get("loss")).isCloseTo(alone.get("loss"), within(1e-9));
    assertThat(client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems())
        .extracting(version -> version.getMetadata().getName())
        .as("rank 0 publishes, once")
        .containsExactlyInAnyOrder("three-v1", "one-v1");
  }

  private static TrainingJob sample(String name) throws Exception {
    TrainingJob tj;
    try (var in = Files.newInputStream(SAMPLE)) {
      tj = client.getKubernetesSerialization().unmarshal(in, TrainingJob.class);
    }
    tj.getMetadata().setNamespace(namespace.name());
    tj.getMetadata().setName(name);
    tj.setSpec(TrainingJobSpecBuilder.builder(tj.getSpec()).model(name).build());
    return tj;
  }

  private static Pod rank(int rank) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, "three")
        .withLabel("batch.kubernetes.io/job-completion-index", "" + rank)
        .list()
        .getItems()
        .getFirst();
  }

  private static boolean ended(TrainingJobStatus status) {
    return status.run() != null && status.run().finishedAt() != null;
  }

  private static TrainingJobStatus await(
      String name, String what, Predicate<TrainingJobStatus> until) {
    Resource<TrainingJob> tj =
        client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name);
    return Awaitility.await(name + " " + what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast(
            () -> {
              TrainingJobStatus status = tj.require().getStatus();
              assertThat(status == null ? null : status.phase())
                  .as("%s", status)
                  .isNotEqualTo("Failed");
            })
        .until(() -> tj.require().getStatus(), status -> status != null && until.test(status));
  }
}
