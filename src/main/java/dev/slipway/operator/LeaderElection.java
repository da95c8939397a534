package dev.slipway.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * One operator of several leads. Taking over after a crash takes as long as the lease; an operator
 * that loses the lease ends at once, so that two never act together.
 */
@Singleton
public class LeaderElection {
  private static final Logger LOG = Logger.getLogger(LeaderElection.class);
  private static final int FIRST = 1;

  private volatile boolean ending;

  @Produces
  @Singleton
  LeaderElectionConfiguration configuration(
      @ConfigProperty(name = "slipway.leader-election.lease", defaultValue = "slipway")
          String lease,
      @ConfigProperty(name = "slipway.leader-election.namespace", defaultValue = "default")
          String namespace,
      @ConfigProperty(name = "slipway.leader-election.identity", defaultValue = "operator")
          String identity) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease)
        .withLeaseNamespace(namespace)
        .withIdentity(identity)
        .withLeaseDuration(Duration.ofSeconds(10))
        .withRenewDeadline(Duration.ofSeconds(7))
        .withRetryPeriod(Duration.ofSeconds(2))
        // The SDK would exit by itself, and wait for ever when the process is ending already.
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(new LeaderCallbacks(() -> {}, this::lost, leader -> {}))
        .build();
  }

  void end(@Observes @Priority(FIRST) ShutdownEvent event) {
    ending = true;
  }

  private void lost() {
    if (!ending) {
      LOG.error("the lease is lost: another operator leads now, this one ends");
      Runtime.getRuntime().halt(1);
    }
  }
}
