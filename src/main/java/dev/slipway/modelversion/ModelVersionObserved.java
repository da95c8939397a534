package dev.slipway.modelversion;

import dev.slipway.api.ModelVersion;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Map;

/**
 * What the caches hold about a ModelVersion.
 *
 * @param jobs its validations' Jobs by name
 * @param line all versions of its model
 * @param servedBy the Deployments that serve it, or are about to, sorted
 */
record ModelVersionObserved(
    Map<String, ObservedJob> jobs, List<ModelVersion> line, List<String> servedBy) {

  static ModelVersionObserved from(ModelVersion version, Context<ModelVersion> context) {
    return new ModelVersionObserved(
        ObservedJob.of(
            version,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class)),
        ModelVersionSources.line(version, context),
        ModelVersionSources.servedBy(version, context));
  }
}
