package dev.slipway.dataset;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Source;
import dev.slipway.api.Step;
import dev.slipway.api.step.TransformContainer;
import dev.slipway.api.step.TransformStep;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.Stages;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The containers of transforms: the user's, with the contract added to them. They see their own
 * folders of the scratch volume and nothing else of the pod, and no credentials of ours.
 */
final class TransformContainers {
  /** The container of a step. */
  static Container of(DatasetSpec spec, int index) {
    Step step = spec.steps().get(index);
    TransformContainer given = transform(step).container();
    var variables = new ArrayList<EnvVar>();
    variables.add(RunnerTemplate.variable("SLIPWAY_INPUT", PodPaths.INPUT));
    variables.add(RunnerTemplate.variable("SLIPWAY_OUTPUT", PodPaths.OUTPUT));
    files(spec, step).ifPresent(variables::add);
    variables.addAll(given.env()); // behind ours, so that they may say $(SLIPWAY_OUTPUT)
    var container =
        new ContainerBuilder()
            .withName(Stages.container(index))
            .withImage(given.image())
            .withImagePullPolicy(
                given.imagePullPolicy() == null ? null : given.imagePullPolicy().name())
            .withCommand(given.command())
            .withArgs(given.args())
            .withEnv(variables)
            .withResources(given.resources())
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .withSecurityContext(RunnerTemplate.restricted())
            .addToVolumeMounts(
                readOnly(Stages.folder(index, "input"), PodPaths.INPUT),
                mount(Stages.folder(index, "output"), PodPaths.OUTPUT),
                mount(Stages.folder(index, "tmp"), "/tmp"));
    if (spec.sources().stream().anyMatch(TransformContainers::ofFiles)) {
      container.addToVolumeMounts(readOnly(Stages.FILES, PodPaths.FILES));
    }
    return container.build();
  }

  /** The Secrets that the images of all transforms are pulled with. */
  static List<LocalObjectReference> pullSecrets(DatasetSpec spec) {
    return spec.steps().stream()
        .map(Step::transform)
        .filter(Objects::nonNull)
        .flatMap(transform -> transform.imagePullSecrets().stream())
        .distinct()
        .toList();
  }

  /** What the step's own source has; files of other sources lie beside it. */
  private static Optional<EnvVar> files(DatasetSpec spec, Step step) {
    Source first = spec.sources().getFirst();
    String source = step.from() == null ? first.name() : step.from();
    return spec.sources().stream()
        .filter(s -> s.name().equals(source) && ofFiles(s))
        .findFirst()
        .map(s -> RunnerTemplate.variable("SLIPWAY_FILES", PodPaths.FILES + "/" + source));
  }

  private static boolean ofFiles(Source source) {
    return source.format() == Source.Format.Files;
  }

  private static TransformStep transform(Step step) {
    return Objects.requireNonNull(step.transform());
  }

  private static VolumeMount readOnly(String folder, String path) {
    return new VolumeMountBuilder(mount(folder, path)).withReadOnly(true).build();
  }

  private static VolumeMount mount(String folder, String path) {
    return RunnerTemplate.scratchMount(folder, path);
  }

  private TransformContainers() {}
}
