package dev.slipway.operator;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One operator of several leads. Taking over after a crash takes as long as the lease; an operator
 * that loses the lease exits, so that two never act at once.
 */
public class LeaderElection {
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
        .build();
  }
}
