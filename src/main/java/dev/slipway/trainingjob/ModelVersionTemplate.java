package dev.slipway.trainingjob;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.PublishResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a successful run leaves behind. Nobody owns it: it outlives its TrainingJob. */
final class ModelVersionTemplate {
  /**
   * A run's ModelVersion.
   *
   * @param number its number in the line
   * @param pod the pod that trained it, for the image's digest; null when it is not known
   */
  static ModelVersion version(
      TrainingJob tj,
      Run run,
      PublishResult result,
      Container trainer,
      @Nullable Pod pod,
      long number) {
    TrainingJobSpec spec = tj.getSpec();
    var version = new ModelVersion();
    version.setMetadata(
        new ObjectMetaBuilder()
            .withName(Versions.name(spec.model(), number))
            .withNamespace(tj.getMetadata().getNamespace())
            .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
            .addToLabels(Slipway.MODEL, spec.model())
            .addToLabels(Slipway.TRAINING_JOB, tj.getMetadata().getName())
            .addToLabels(Slipway.RUN, run.name())
            .addToAnnotations(Slipway.INPUTS, run.digest())
            .addToAnnotations(Slipway.MADE_BY, Runs.id(tj, run))
            .build());
    version.setSpec(
        new ModelVersionSpec(
            spec.documentation(),
            spec.model(),
            number,
            Objects.requireNonNull(result.artifact(), "a run ends with a model"),
            lineage(tj, run, trainer.getImage(), imageId(pod, trainer.getName())),
            result.metrics(),
            spec.validation(),
            null));
    return version;
  }

  /** What a run's model is made from. */
  static Lineage lineage(
      TrainingJob tj, Run run, @Nullable String image, @Nullable String imageId) {
    return new Lineage(
        tj.getMetadata().getName(),
        run.digest(),
        image,
        imageId,
        tj.getSpec().parameters(),
        run.dataset(),
        run.snapshot());
  }

  private static @Nullable String imageId(@Nullable Pod pod, String container) {
    return pod == null || pod.getStatus() == null
        ? null
        : Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream())
            .filter(status -> status.getName().equals(container))
            .map(ContainerStatus::getImageID)
            .filter(id -> id != null && !id.isEmpty())
            .findFirst()
            .orElse(null);
  }

  private ModelVersionTemplate() {}
}
