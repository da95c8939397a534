package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorProcess;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A listed namespace that is gone takes nothing from the others. */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class WatchedNamespacesIT {
  private static final String GONE = "gone-and-not-back";

  /**
   * The SDK's count in the operator's own metrics: the tests' other operator adds nothing there.
   */
  private static final String RECONCILED = "operator_sdk_reconciliations_success_total";

  @Test
  void runsTheNamespacesThatAreThere(KubernetesClient client, Namespace namespace)
      throws IOException {
    Map<String, String> values =
        Map.of("watchNamespaces[0]", GONE, "watchNamespaces[1]", namespace.name());
    try (OperatorProcess operator =
        OperatorProcess.start(client, "slipway-" + namespace.name(), values)) {
      Sample.apply(client, Path.of("src/test/resources/bad/dataset-unknown.yaml"), namespace);
      Awaitility.await("the operator reconciles")
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  operator
                      .metrics()
                      .lines()
                      .filter(line -> line.startsWith(RECONCILED))
                      .anyMatch(line -> !line.endsWith(" 0.0")));
    }
  }

  @Test
  void endsWhenNoneIsThere(KubernetesClient client, Namespace namespace) {
    assertThatThrownBy(
            () ->
                OperatorProcess.start(
                    client, "slipway-" + namespace.name(), Map.of("watchNamespaces[0]", GONE)))
        .hasMessageContaining("the operator ended with 1");
  }

  @Test
  void runsAllNamespacesWithoutAList(Cluster cluster, KubernetesClient client, Namespace namespace)
      throws IOException {
    cluster.operator();
    Sample.apply(client, Path.of("src/test/resources/bad/dataset-unknown.yaml"), namespace);
    Awaitility.await("the operator reconciles")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Sample.ready(client, namespace, "TrainingJob", "dataset-unknown")
                    .reason()
                    .equals("DatasetNotFound"));
  }
}
