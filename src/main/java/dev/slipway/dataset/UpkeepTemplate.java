package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec.Retention;
import dev.slipway.api.Slipway;
import dev.slipway.api.Source;
import dev.slipway.contract.PollTask;
import dev.slipway.contract.PruneTask;
import dev.slipway.job.Names;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The small Jobs beside the preparations: one looks at the sources, one removes old snapshots. */
final class UpkeepTemplate {
  private static final String MEMORY = "256Mi";
  private static final String SCRATCH = "64Mi";
  private static final Duration LOOK = Duration.ofMinutes(10);
  private static final Duration REMOVAL = Duration.ofHours(1);

  /** The name of a look's Job. */
  static String pollName(Dataset dataset, long number) {
    return Names.join(dataset.getMetadata().getName(), "poll", String.valueOf(number));
  }

  /** The name of a removal's Job. */
  static String pruneName(Dataset dataset, long number) {
    return Names.join(dataset.getMetadata().getName(), "prune", String.valueOf(number));
  }

  /** The Job that looks whether the sources have changed. */
  static Job poll(Dataset dataset, String name, PodSettings settings) {
    List<Source> sources = dataset.getSpec().sources();
    var task = new PollTask(dataset.getMetadata().getNamespace(), sources, settings.store());
    var container =
        RunnerTemplate.container("poll", settings.image(), "poll", task, settings.store(), MEMORY)
            .addAllToEnv(SourceTemplate.credentials(sources))
            .addAllToVolumeMounts(SourceTemplate.mounts(sources, settings.store()));
    return job(dataset, name, container, sources, settings, LOOK);
  }

  /**
   * The Job that removes snapshots.
   *
   * @param keep the names of those that stay in any case
   */
  static Job prune(
      Dataset dataset,
      String name,
      Retention retention,
      Collection<String> keep,
      PodSettings settings) {
    var task =
        new PruneTask(
            dataset.getMetadata().getNamespace(),
            dataset.getMetadata().getName(),
            settings.store(),
            List.copyOf(keep),
            retention.snapshots(),
            retention.age());
    var container =
        RunnerTemplate.container("prune", settings.image(), "prune", task, settings.store(), MEMORY)
            .addAllToVolumeMounts(SourceTemplate.mounts(List.of(), settings.store()));
    return job(dataset, name, container, List.of(), settings, REMOVAL);
  }

  private static Job job(
      Dataset dataset,
      String name,
      ContainerBuilder container,
      List<Source> sources,
      PodSettings settings,
      Duration deadline) {
    return RunnerTemplate.job(
        dataset,
        name,
        Map.of(Slipway.DATASET, dataset.getMetadata().getName()),
        Map.of(),
        RunnerTemplate.pod()
            .withVolumes(RunnerTemplate.scratch(SCRATCH))
            .addToContainers(container.build())
            .addAllToVolumes(SourceTemplate.volumes(sources, settings.store()))
            .build(),
        deadline);
  }

  private UpkeepTemplate() {}
}
