package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Durations;
import dev.slipway.api.Slipway;
import dev.slipway.api.Source;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.Stages;
import dev.slipway.job.Names;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.store.Digest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Job of one attempt of a preparation. */
final class DatasetTemplate {
  static final String CONTAINER = "prepare";

  /** The memory of a preparation; what does not fit is spilled to disk. */
  private static final String MEMORY = "1Gi";

  private static final Duration DEADLINE = Duration.ofHours(12);

  /** The name of an attempt's Job. */
  static String name(Dataset dataset, String specDigest, long number, int attempt) {
    return Names.join(
        dataset.getMetadata().getName(),
        "prepare",
        Digest.shortened(specDigest, 8),
        String.valueOf(number),
        "a" + attempt);
  }

  /** The Job of a preparation's attempt. */
  static Job job(Dataset dataset, Preparation preparation, PodSettings settings) {
    DatasetSpec spec = dataset.getSpec();
    List<Source> sources = spec.sources();
    Stages stages = Stages.of(spec);
    var pod =
        RunnerTemplate.pod()
            .withVolumes(
                RunnerTemplate.scratch(
                    given(dataset, DatasetSpec.Resources::scratch, RunnerTemplate.SCRATCH_SIZE)))
            .addToContainers(stage(dataset, stages, stages.last(), settings))
            .addAllToVolumes(SourceTemplate.volumes(sources, settings.store()))
            .addAllToImagePullSecrets(TransformContainers.pullSecrets(spec));
    for (int stage = 0; stage < stages.last(); stage++) {
      pod.addToInitContainers(
          stage(dataset, stages, stage, settings), TransformContainers.of(spec, stages.end(stage)));
    }
    return RunnerTemplate.job(
        dataset,
        preparation.job(),
        Map.of(
            Slipway.DATASET,
            dataset.getMetadata().getName(),
            Slipway.ATTEMPT,
            String.valueOf(preparation.attempt())),
        Map.of(Slipway.INPUTS, preparation.specDigest()),
        pod.build(),
        Durations.parse(dataset.getSpec().deadline(), DEADLINE));
  }

  /** A container of ours; only the first stage reads the sources. */
  private static Container stage(Dataset dataset, Stages stages, int stage, PodSettings settings) {
    List<Source> sources = stage == 0 ? dataset.getSpec().sources() : List.of();
    var task =
        new PrepareTask(
            dataset.getMetadata().getNamespace(),
            dataset.getMetadata().getName(),
            dataset.getSpec(),
            settings.store(),
            Preparations.status(dataset).snapshot(),
            stages.last() == 0 ? null : stage);
    String scratch = given(dataset, DatasetSpec.Resources::scratch, RunnerTemplate.SCRATCH_SIZE);
    return RunnerTemplate.container(
            stage == stages.last() ? CONTAINER : CONTAINER + "-" + stage,
            settings.image(),
            "prepare",
            task,
            settings.store(),
            given(dataset, DatasetSpec.Resources::memory, MEMORY))
        .editResources()
        .addToRequests("cpu", new Quantity(given(dataset, DatasetSpec.Resources::cpu, "100m")))
        .addToLimits(cpuLimit(dataset))
        .endResources()
        .addToEnv(
            RunnerTemplate.variable(
                PodPaths.SCRATCH_BYTES,
                Quantity.getAmountInBytes(new Quantity(scratch)).toBigInteger().toString()))
        .addToEnv(
            RunnerTemplate.variable(
                PodPaths.PROGRESS_PORT, String.valueOf(PodPaths.DEFAULT_PROGRESS_PORT)))
        .addAllToEnv(SourceTemplate.credentials(sources))
        .addAllToVolumeMounts(SourceTemplate.mounts(sources, settings.store()))
        .build();
  }

  private static Map<String, Quantity> cpuLimit(Dataset dataset) {
    DatasetSpec.Resources resources = dataset.getSpec().resources();
    return resources == null || resources.cpuLimit() == null
        ? Map.of()
        : Map.of("cpu", new Quantity(resources.cpuLimit()));
  }

  private static String given(
      Dataset dataset, Function<DatasetSpec.Resources, @Nullable String> which, String otherwise) {
    DatasetSpec.Resources resources = dataset.getSpec().resources();
    String given = resources == null ? null : which.apply(resources);
    return given == null ? otherwise : given;
  }

  private DatasetTemplate() {}
}
