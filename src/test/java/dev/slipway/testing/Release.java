package dev.slipway.testing;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The release of the chart on the Kind cluster, which all tests share: one that changes it puts the
 * default back, {@code install(cluster, Map.of())}.
 */
public final class Release {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Installs the chart, or changes what is installed. At the end no operator of before runs.
   *
   * @param values what differs from the chart's own values
   */
  public static void install(Cluster cluster, Map<String, String> values) throws IOException {
    var command = new ArrayList<String>(List.of("config/cluster/install"));
    values.forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
    Cluster.script(command.toArray(String[]::new));
    Awaitility.await("the operators of before are gone")
        .atMost(PATIENCE)
        .until(
            () ->
                operators(cluster).stream()
                    .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null));
  }

  /** Uninstalls the chart. At the end no operator runs. */
  public static void uninstall(Cluster cluster) throws IOException {
    Cluster.script(
        Cluster.CACHE.resolve("bin/current/helm").toString(),
        "uninstall",
        "slipway",
        "--namespace",
        Chart.NAMESPACE,
        "--kubeconfig",
        cluster.kubeconfig().toString(),
        "--wait");
    Awaitility.await("the operators are gone")
        .atMost(PATIENCE)
        .until(() -> operators(cluster).isEmpty());
  }

  /** The pods that the release's operators run in. */
  public static List<Pod> operators(Cluster cluster) {
    return cluster
        .client()
        .pods()
        .inNamespace(Chart.NAMESPACE)
        .withLabel("app.kubernetes.io/name", "slipway")
        .list()
        .getItems();
  }

  private Release() {}
}
