package dev.slipway.testing;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.TreeSet;

/** What there is of Slipway's in namespaces: to see that it is the same as before. */
public final class Inventory {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Dataset.class,
          TrainingJob.class,
          ModelVersion.class,
          ModelDeployment.class,
          Job.class,
          Deployment.class,
          Pod.class);

  /** A namespace's objects of Slipway's kinds, and the Jobs, Deployments and pods. */
  public static List<HasMetadata> objects(KubernetesClient client, Namespace namespace) {
    return KINDS.stream()
        .<HasMetadata>flatMap(
            kind -> client.resources(kind).inNamespace(namespace.name()).list().getItems().stream())
        .toList();
  }

  /** Which objects these are, and the CRDs: not only their names, also their uids. */
  public static TreeSet<String> identities(KubernetesClient client, Namespace... namespaces) {
    var identities = new TreeSet<String>();
    for (Namespace namespace : namespaces) {
      objects(client, namespace).forEach(object -> identities.add(identity(object)));
    }
    client.resources(CustomResourceDefinition.class).list().getItems().stream()
        .filter(crd -> crd.getSpec().getGroup().equals("slipway.dev"))
        .forEach(crd -> identities.add(identity(crd)));
    return identities;
  }

  private static String identity(HasMetadata object) {
    var metadata = object.getMetadata();
    return "%s/%s %s/%s %s"
        .formatted(
            object.getApiVersion(),
            object.getKind(),
            metadata.getNamespace(),
            metadata.getName(),
            metadata.getUid());
  }

  private Inventory() {}
}
