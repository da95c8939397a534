package dev.slipway.deployment;

import dev.slipway.api.DeploymentSpec.Autoscale;
import dev.slipway.api.ModelDeployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who owns the replicas of the revision that serves: an autoscaler when the spec asks for one. */
final class AutoscalePolicy {
  /**
   * What has to be written about the autoscaler, if anything.
   *
   * @param present the one that there is
   * @param revision the revision that serves
   */
  static Optional<Write> write(
      ModelDeployment deployment, @Nullable HorizontalPodAutoscaler present, String revision) {
    Autoscale asked = deployment.getSpec().autoscale();
    if (asked == null) {
      return Optional.ofNullable(present).map(Write.Delete::new);
    }
    HorizontalPodAutoscaler wanted = TrafficTemplate.autoscaler(deployment, asked, revision);
    return present == null || differs(wanted, present)
        ? Optional.of(new Write.Apply(wanted, present != null))
        : Optional.empty();
  }

  private static boolean differs(HorizontalPodAutoscaler wanted, HorizontalPodAutoscaler present) {
    return !wanted.getSpec().getScaleTargetRef().equals(present.getSpec().getScaleTargetRef())
        || !wanted.getSpec().getMinReplicas().equals(present.getSpec().getMinReplicas())
        || !wanted.getSpec().getMaxReplicas().equals(present.getSpec().getMaxReplicas())
        || !wanted.getSpec().getMetrics().equals(present.getSpec().getMetrics());
  }

  private AutoscalePolicy() {}
}
