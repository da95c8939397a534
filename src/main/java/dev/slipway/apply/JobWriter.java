package dev.slipway.apply;

import dev.slipway.store.StoreClaim;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;

/** Starts and stops the Jobs of every kind, and the jobs of other operators. */
@ApplicationScoped
public class JobWriter {
  private final KubernetesClient client;
  private final StoreClaim claim;

  JobWriter(KubernetesClient client, StoreClaim claim) {
    this.client = client;
    this.claim = claim;
  }

  /**
   * Creates a Job, and before it the claim of its store. Unknown fields are refused.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException what the API server answers
   */
  public void start(Job job) {
    claim.ensure(job.getMetadata().getNamespace());
    client.resource(job).fieldValidation(Validation.STRICT).create();
  }

  /** Creates the Service by which a Job's pods know each other, unless it is there. */
  public void know(Service service) {
    try {
      client.resource(service).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /**
   * Creates a job of another operator, and before it the claim of its store. Unknown fields are
   * refused.
   *
   * @throws KubernetesClientException what the API server answers
   */
  public void handOver(GenericKubernetesResource job) {
    claim.ensure(job.getMetadata().getNamespace());
    client.resource(job).fieldValidation(Validation.STRICT).create();
  }

  /**
   * Writes annotations at a Job; one that is gone is passed over.
   *
   * @param stop whether its pods are ended as well, by its deadline: the Job stays
   */
  public void note(Job job, Map<String, String> annotations, boolean stop) {
    Map<String, Object> patch = new HashMap<>();
    patch.put("metadata", Map.of("annotations", annotations));
    if (stop) {
      patch.put("spec", Map.of("activeDeadlineSeconds", 1));
    }
    try {
      client
          .resource(job)
          .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Deletes a job and its pods, in the background; one that is gone is passed over. */
  public void stop(HasMetadata job) {
    client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }
}
