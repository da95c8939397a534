package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Chart;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Kills all of the operator's pods at once, without warning, again and again until it is closed:
 * each time at a random moment of the first seconds in which one of them leads, which is when there
 * is most to do. {@code -Dkiller.seed} repeats the moments of a run.
 */
final class Killer implements AutoCloseable {
  private static final String NAME = "slipway";
  private static final long TICK_MILLIS = 100;
  private static final int LONGEST_LIFE_MILLIS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KubernetesClient client;
  private final long seed = Long.getLong("killer.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Instant> kills = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private Instant next = Instant.MAX;

  /** Starts killing. */
  Killer(KubernetesClient client) {
    this.client = client;
    thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      if (!led()) {
        next = Instant.MAX;
      } else if (next.equals(Instant.MAX)) {
        next = Instant.now().plusMillis(random.nextInt(LONGEST_LIFE_MILLIS));
      } else if (!Instant.now().isBefore(next)) {
        client
            .pods()
            .inNamespace(Chart.NAMESPACE)
            .withLabel("app.kubernetes.io/name", NAME)
            .withGracePeriod(0)
            .delete();
        kills.add(Instant.now());
        next = Instant.MAX;
      }
    } catch (KubernetesClientException e) {
      // the next tick tries again; that there were kills is asserted
    }
  }

  /** Whether a pod that is alive holds the lease. */
  private boolean led() {
    Lease lease = client.leases().inNamespace(Chart.NAMESPACE).withName(NAME).get();
    String leader = lease == null ? null : lease.getSpec().getHolderIdentity();
    Pod pod =
        leader == null || leader.isEmpty()
            ? null
            : client.pods().inNamespace(Chart.NAMESPACE).withName(leader).get();
    return pod != null && pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** How often it has killed. */
  int kills() {
    return kills.size();
  }

  /** For the messages of assertions: what repeats this, and what happened. */
  @Override
  public String toString() {
    return "with the operator killed at " + kills + " (-Dkiller.seed=" + seed + ")";
  }

  /** Stops, and leaves an operator that is whole to the tests after this one. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdown();
    assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await("the operator is back")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              var operator =
                  client.apps().deployments().inNamespace(Chart.NAMESPACE).withName(NAME).get();
              return operator
                  .getSpec()
                  .getReplicas()
                  .equals(operator.getStatus().getReadyReplicas());
            });
  }
}
