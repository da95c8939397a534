package dev.slipway.testing;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/** What the operator's service account may do, as the API server itself sees it. */
public final class OperatorRights {
  private static final String ACCOUNT = "slipway";

  private final KubernetesClient admin;

  /** Asked as an administrator. */
  public OperatorRights(KubernetesClient admin) {
    this.admin = admin;
  }

  /**
   * Whether the operator may do something.
   *
   * @param verb get, list, create …
   * @param resource {@code <plural>}, {@code <plural>.<group>} or {@code
   *     <plural>/<subresource>.<group>}
   * @param namespace where; null for all namespaces at once
   */
  public boolean may(String verb, String resource, @Nullable Namespace namespace) {
    String[] named = resource.split("\\.", 2);
    String[] parts = named[0].split("/", 2);
    return Boolean.TRUE.equals(
        admin
            .authorization()
            .v1()
            .subjectAccessReview()
            .create(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser("system:serviceaccount:" + Chart.NAMESPACE + ":" + ACCOUNT)
                    .withGroups(
                        "system:serviceaccounts",
                        "system:serviceaccounts:" + Chart.NAMESPACE,
                        "system:authenticated")
                    .withNewResourceAttributes()
                    .withVerb(verb)
                    .withGroup(named.length == 1 ? "" : named[1])
                    .withResource(parts[0])
                    .withSubresource(parts.length == 1 ? null : parts[1])
                    .withNamespace(namespace == null ? null : namespace.name())
                    .endResourceAttributes()
                    .endSpec()
                    .build())
            .getStatus()
            .getAllowed());
  }
}
