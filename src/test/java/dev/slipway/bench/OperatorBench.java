package dev.slipway.bench;

import static dev.slipway.bench.Figures.await;
import static dev.slipway.bench.Figures.bench;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJob;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * How soon the operator works and what it needs when it has little to do, on a control plane with
 * fake nodes; run by {@code make bench-operator}, which docs/performance.md explains.
 */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class OperatorBench {
  private static final int OBJECTS = 500;
  private static final int ALONE = 100;
  private static final Duration PROMPT = Duration.ofMillis(20);

  @Test
  void operator(Cluster cluster, KubernetesClient client) throws Exception {
    Cluster.script("config/cluster/control-plane", "scale", Cluster.CONTROL_PLANE, "10");
    Namespace namespace = Load.withStore(cluster, client);
    client.resource(Load.trainingJob(namespace, "first")).create();
    OperatorProcess operator = cluster.operator();
    await(PROMPT, () -> answered(client, namespace, "first"));
    bench("start_seconds", Figures.seconds(operator.started()));
    await(Duration.ofMillis(500), () -> versions(client, namespace) == 1);
    Figures.settle(operator);
    bench("rss_idle_mib", Figures.residentMib(operator));

    Load.create(client, OBJECTS / 2, i -> Load.trainingJob(namespace, "tj" + i));
    await(Duration.ofMillis(500), () -> versions(client, namespace) == OBJECTS / 2 + 1);
    Figures.settle(operator);
    bench("rss_500_mib", Figures.residentMib(operator));
    oneAfterTheOther(cluster, client);
  }

  /** TrainingJobs of which each has the operator for itself. */
  private static void oneAfterTheOther(Cluster cluster, KubernetesClient client) throws Exception {
    Namespace namespace = Load.withStore(cluster, client);
    try (var moments = new Moments(client, namespace)) {
      for (int i = 1; i <= ALONE; i++) {
        client.resource(Load.trainingJob(namespace, "alone" + i)).create();
        int all = i;
        await(PROMPT, () -> moments.succeeded() == all);
      }
      Figures.latencies(moments, "");
    }
  }

  private static boolean answered(KubernetesClient client, Namespace namespace, String name) {
    TrainingJob found =
        client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name).get();
    return found != null && found.getStatus() != null && found.getStatus().phase() != null;
  }

  private static int versions(KubernetesClient client, Namespace namespace) {
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .list()
        .getItems()
        .size();
  }
}
