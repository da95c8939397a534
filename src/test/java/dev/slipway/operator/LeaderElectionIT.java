package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Chart;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An operator that is told to end does so at once, and lets the next one lead. */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class LeaderElectionIT {
  /** Less than half of what Kubernetes waits before it kills. */
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  @Test
  void endsWhenToldAndTheNextOneLeads(Cluster cluster, KubernetesClient client) throws IOException {
    OperatorProcess first = cluster.operator();
    String leader = leader(client);
    first.terminate();
    Awaitility.await("the operator ends").atMost(AT_ONCE).until(() -> !first.alive());
    first.start();
    Awaitility.await("the next one leads")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !leader.equals(leader(client)));
    assertThat(leader(client)).isNotBlank();
  }

  private static String leader(KubernetesClient client) {
    return Awaitility.await("somebody leads")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              var lease = client.leases().inNamespace(Chart.NAMESPACE).withName("slipway").get();
              String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
              return holder == null ? "" : holder;
            },
            holder -> !holder.isBlank());
  }
}
