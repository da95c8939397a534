package dev.slipway.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Brings up the cluster that {@link OnCluster} names, once for all tests, and hands it to them. */
public class ClusterExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace SHARED =
      ExtensionContext.Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == KubernetesClient.class || type == Namespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Cluster cluster = cluster(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == Cluster.class) {
      return cluster;
    }
    return type == KubernetesClient.class ? cluster.client() : cluster.newNamespace();
  }

  private static Cluster cluster(ExtensionContext context) {
    OnCluster.Provider provider =
        context.getRequiredTestClass().getAnnotation(OnCluster.class).value();
    return context
        .getRoot()
        .getStore(SHARED)
        .getOrComputeIfAbsent(provider, Cluster::start, Cluster.class);
  }
}
