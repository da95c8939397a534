package dev.slipway.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test on a cluster that all such tests of the run share; its methods may take a {@link Cluster},
 * a {@code KubernetesClient} with an administrator's rights, and a {@link Namespace} of their own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface OnCluster {
  /** The cluster that the test needs. */
  Provider value();

  /** Where a cluster comes from. */
  enum Provider {
    /** An API server, controllers and a scheduler, with fake nodes; no container runs. */
    CONTROL_PLANE,
    /** A Kind cluster: containers run. */
    KIND
  }
}
