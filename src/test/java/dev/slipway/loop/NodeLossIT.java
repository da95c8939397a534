package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Release;
import dev.slipway.testing.S3Pod;
import dev.slipway.testing.Sample;
import dev.slipway.testing.Trainings;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A training on three nodes, one of which loses its power: its pod stays, and answers to nobody.
 * The store is a bucket, since a claim of the default class holds all pods on one node.
 */
@OnCluster(OnCluster.Provider.KIND)
class NodeLossIT {
  private static final Path TRAINING = Path.of("src/test/resources/loop/node-loss.yaml");
  private static final String NAME = "spread";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Trainings trainings;
  private static Namespace store;
  private static S3Pod s3;
  private static String victim = "";

  @BeforeAll
  static void install(Cluster cluster, KubernetesClient admin, Namespace a, Namespace b)
      throws IOException {
    client = admin;
    namespace = a;
    trainings = new Trainings(admin, a, PATIENCE);
    store = b;
    victim = spare();
    cordon(true);
    s3 = S3Pod.start(client, store);
    s3.putSecretInto(namespace);
    Map<String, String> values = new HashMap<>(s3.values());
    values.put("watchNamespaces", "{" + namespace.name() + "}");
    values.put("replicas", "1");
    Release.install(cluster, values);
    cordon(false);
  }

  @AfterAll
  static void putTheDefaultBack(Cluster cluster) throws IOException {
    try {
      Cluster.script("config/cluster/cluster", "start-node", victim);
      cordon(false);
      Awaitility.await("the node is back").atMost(PATIENCE).until(() -> ready(node()));
      s3.close();
      List.of(namespace, store).forEach(n -> client.namespaces().withName(n.name()).delete());
    } finally {
      Release.install(cluster, Map.of());
    }
  }

  @Test
  void aTrainingGoesOnElsewhereWhenANodeIsGone() throws IOException {
    Sample.apply(client, TRAINING, namespace);
    trainings.checkpointed(NAME);
    List<Pod> pods = trainings.pods(NAME);
    assertThat(pods).extracting(NodeLossIT::host).doesNotHaveDuplicates().hasSize(3);
    int rank =
        Trainings.rank(pods.stream().filter(pod -> host(pod).equals(victim)).findFirst().get());

    Cluster.script("config/cluster/cluster", "stop-node", victim);
    TrainingJobStatus lost =
        trainings.await(NAME, "counts a pod as lost", status -> status.attempts().size() == 2);
    assertThat(lost.attempts().getFirst().reason()).isEqualTo("NodeLost");
    assertThat(lost.attempts().getFirst().node()).isEqualTo(victim);
    assertThat(lost.attempts().getFirst().message()).contains("rank " + rank);

    // three pods, each on a node of its own, and two nodes: the second attempt waits for room
    Awaitility.await("it says what it waits for")
        .atMost(PATIENCE)
        .until(
            () -> Sample.ready(client, namespace, "TrainingJob", NAME).reason(),
            "Unschedulable"::equals);
    Cluster.script("config/cluster/cluster", "start-node", victim);

    TrainingJobStatus ended = trainings.succeeded(NAME);
    // more than once, since the pods tolerate what a node that has just come back is tainted with
    assertThat(ended.attempts()).extracting(Attempt::reason).startsWith("NodeLost");
    assertThat(ended.attempts().getLast().reason()).isEqualTo("Succeeded");
    assertThat(ended.run().failures()).isZero();
    assertThat(ended.run().disruptions()).isEqualTo(ended.attempts().size() - 1);
    assertThat(ended.attempts().getFirst().checkpoint())
        .extracting(Checkpoint::number)
        .isEqualTo(1);
    assertThat(ended.run().metrics())
        .containsEntry("ranks", 3.0)
        .as("every rank went on from the checkpoint of the first")
        .containsEntry("resumed", 15.0);
    assertThat(trainings.versions(NAME)).hasSize(1);
  }

  /** A worker node that nothing of the cluster's own needs, nor other tests: those have ended. */
  private static String spare() {
    Set<String> needed = new HashSet<>();
    Stream.of("kube-system", "local-path-storage")
        .flatMap(own -> client.pods().inNamespace(own).list().getItems().stream())
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .noneMatch(owner -> owner.getKind().equals("DaemonSet")))
        .map(NodeLossIT::host)
        .forEach(needed::add);
    List<String> workers =
        client.nodes().list().getItems().stream()
            .map(node -> node.getMetadata().getName())
            .filter(name -> name.contains("worker"))
            .toList();
    assertThat(workers).as("make cluster NODES=3").hasSizeGreaterThan(1);
    return workers.stream().filter(name -> !needed.contains(name)).findFirst().orElseThrow();
  }

  private static void cordon(boolean unschedulable) {
    client
        .nodes()
        .withName(victim)
        .edit(
            node -> {
              node.getSpec().setUnschedulable(unschedulable ? true : null);
              return node;
            });
  }

  private static Node node() {
    return client.nodes().withName(victim).require();
  }

  private static boolean ready(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static String host(Pod pod) {
    return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
  }
}
