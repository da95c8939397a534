package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Checkpoints;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * PyTorch on real pods: in three of them it learns what it learns in one, also when one is lost or
 * comes later.
 */
@OnCluster(OnCluster.Provider.KIND)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DistributedIT {
  private static final Path SAMPLE = Path.of("config/samples/distributed/10-trainingjob.yaml");
  private static final Path ELASTIC = Path.of("src/test/resources/loop/distributed/elastic.yaml");
  private static final String SEAT = "slipway.dev/seat";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Trainings trainings;

  @BeforeAll
  static void start(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    trainings = new Trainings(admin, fresh, PATIENCE);
    TrainingJob three = trainings.read(SAMPLE, "three");
    three.setSpec(
        TrainingJobSpecBuilder.builder(three.getSpec())
            .parameters(Map.of("epochs", "30", "rows", "1200", "pause", "1"))
            .checkpoint(new Checkpoints(null, "1s"))
            .build());
    TrainingJob one = trainings.read(SAMPLE, "one");
    one.setSpec(TrainingJobSpecBuilder.builder(one.getSpec()).nodes(null).checkpoint(null).build());
    client.resource(three).create();
    client.resource(one).create();

    // while pods race for a claim's node, rank 0 may be the one without a seat
    Awaitility.await("the store's claim is bound").atMost(PATIENCE).until(DistributedIT::bound);
    seats(2);
    Sample.apply(client, ELASTIC, namespace); // it waits for the third for 30 s
  }

  @AfterAll
  static void leave() {
    seats(null);
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  @Order(1) // while the other one waits
  void theLossOfThreePodsIsThatOfOneAndAWorkerMayBeKilled() {
    trainings.checkpointed("three");
    client.pods().resource(trainings.rank("three", 2)).withGracePeriod(0).delete();

    TrainingJobStatus ended = trainings.succeeded("three");
    assertThat(ended.attempts()).extracting(Attempt::reason).endsWith("Succeeded").hasSize(2);
    assertThat(ended.attempts().getFirst().checkpoint())
        .extracting(Checkpoint::number)
        .satisfies(number -> assertThat(number).isPositive());
    Map<String, Double> learnt = Objects.requireNonNull(ended.run().metrics());
    assertThat(learnt).containsEntry("processes", 3.0);
    assertThat(learnt.get("resumed_after")).as("epochs that are not done again").isPositive();
    Map<String, Double> alone = Objects.requireNonNull(trainings.succeeded("one").run().metrics());
    assertThat(alone).containsEntry("processes", 1.0);
    assertThat(learnt.get("loss")).isCloseTo(alone.get("loss"), within(1e-9));
    assertThat(trainings.versions("three", "one"))
        .as("rank 0 publishes, once")
        .containsExactlyInAnyOrder("three-v1", "one-v1");
  }

  @Test
  @Order(2)
  void anElasticTrainingBeginsWithFewerAndTakesInWhoComesLater() {
    trainings.await(
        "elastic",
        "trains in two pods",
        status ->
            status.run() != null
                && status.run().progress() != null
                && Double.valueOf(2).equals(status.run().progress().metrics().get("processes")));
    assertThat(trainings.pods("elastic")).hasSize(3);
    trainings.training("elastic", 2);
    seats(3);

    TrainingJobStatus ended = trainings.succeeded("elastic");
    Map<String, Double> learnt = Objects.requireNonNull(ended.run().metrics());
    assertThat(learnt).containsEntry("processes", 3.0);
    assertThat(learnt.get("loss")).isFinite();
    assertThat(learnt.get("resumed_after")).as("steps that are not done again").isPositive();
    assertThat(ended.attempts()).extracting(Attempt::reason).containsExactly("Succeeded");
    assertThat(ended.run().failures()).isZero();
    assertThat(trainings.versions("elastic")).containsExactly("elastic-v1");
  }

  private static boolean bound() {
    return client.persistentVolumeClaims().inNamespace(namespace.name()).list().getItems().stream()
        .anyMatch(claim -> "Bound".equals(claim.getStatus().getPhase()));
  }

  /** So many pods that need a seat fit on a node. */
  private static void seats(@Nullable Integer seats) {
    String patch =
        """
        {"status": {"capacity": {"%1$s": %2$s}, "allocatable": {"%1$s": %2$s}}}
        """
            .formatted(SEAT, seats == null ? "null" : "\"" + seats + "\"");
    client
        .nodes()
        .resources()
        .forEach(
            node -> node.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }
}
