package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real pods that share a snapshot through a claim. */
@OnCluster(OnCluster.Provider.KIND)
class SnapshotCacheIT {
  private static final Path FOLDER = Path.of("src/test/resources/loop/cache");
  private static final Path SAMPLE = Path.of("config/samples/breast-cancer");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static KubernetesClient client;
  private static Namespace namespace;

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    Sample.apply(client, SAMPLE.resolve("10-data.yaml"), namespace);
    Sample.apply(client, SAMPLE.resolve("20-dataset.yaml"), namespace);
    Sample.apply(client, FOLDER.resolve("claim.yaml"), namespace);
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  void jobsThatBeginAtOnceDownloadOnceAndCannotChangeIt() throws IOException {
    start("first", "snapshots");
    start("second", "snapshots");
    List<Run> runs = List.of(ended("first"), ended("second"));
    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(run.state()).as("%s", run).isEqualTo("Succeeded");
              assertThat(metric(run, "refused")).as("changes that it tried").isEqualTo(3);
              assertThat(metric(run, "files")).isGreaterThan(5);
            });
    assertThat(runs.getFirst().snapshot()).isNotNull().isEqualTo(runs.getLast().snapshot());
    assertThat(metric(runs.getFirst(), "data")).isEqualTo(metric(runs.getLast(), "data"));
    assertThat(version("first").getSpec().artifact().digest())
        .as("each model is the digest of what was read")
        .isEqualTo(version("second").getSpec().artifact().digest());

    List<String> logs = List.of(fetched("first"), fetched("second"));
    assertThat(logs)
        .filteredOn(log -> log.contains("downloaded into the claim snapshots"))
        .as("%s", logs)
        .hasSize(1);
    assertThat(logs)
        .filteredOn(log -> log.contains("found in the claim snapshots, nothing is downloaded"))
        .as("%s", logs)
        .hasSize(1);
  }

  @Test
  void aClaimThatIsMissingIsNamed() throws IOException {
    start("claimless", "nowhere");
    Sample.Found ready =
        Awaitility.await("the pod cannot be scheduled")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> Sample.ready(client, namespace, "TrainingJob", "claimless"),
                found -> found.reason().equals("Unschedulable"));
    assertThat(ready.message()).contains("persistentvolumeclaim \"nowhere\" not found");
  }

  private static void start(String name, String claim) throws IOException {
    TrainingJob tj;
    try (var in = Files.newInputStream(FOLDER.resolve("job.yaml"))) {
      tj = client.getKubernetesSerialization().unmarshal(in, TrainingJob.class);
    }
    tj.getMetadata().setName(name);
    tj.getMetadata().setNamespace(namespace.name());
    tj.setSpec(
        TrainingJobSpecBuilder.builder(tj.getSpec())
            .model(name)
            .parameters(Map.of("name", name))
            .cache(new SnapshotCache(claim, null))
            .build());
    client.resource(tj).create();
  }

  private static double metric(Run run, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(run.metrics()).get(name), name);
  }

  /** What the container that fetches has said. */
  private static String fetched(String name) {
    String pod =
        client
            .pods()
            .inNamespace(namespace.name())
            .withLabel(Slipway.TRAINING_JOB, name)
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    return client.pods().inNamespace(namespace.name()).withName(pod).inContainer("fetch").getLog();
  }

  private static ModelVersion version(String name) {
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .withName(name + "-v1")
        .require();
  }

  private static Run ended(String name) {
    Predicate<TrainingJobStatus> end =
        status ->
            status != null
                && status.run() != null
                && Objects.requireNonNull(status.run()).finishedAt() != null;
    return Objects.requireNonNull(
        Awaitility.await(name + " ends")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () ->
                    client
                        .resources(TrainingJob.class)
                        .inNamespace(namespace.name())
                        .withName(name)
                        .require()
                        .getStatus(),
                end)
            .run());
  }
}
