package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.mount;

import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishTask;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The containers of a training pod in their order, and those of them that are ours. */
final class TrainingContainers {
  private static final String MEMORY = "512Mi";

  /**
   * Init containers in their order: fetch, the user's, the sidecars and ours, and training as the
   * last.
   */
  static List<Container> before(
      TrainingJob tj,
      Run run,
      UserTemplate.Usable template,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial) {
    Fold fold = trial == null ? null : trial.fold();
    List<VolumeMount> mounts = TrainingContract.mounts(tj, run, fold);
    List<EnvVar> environment = TrainingContract.environment(tj, run);
    var before = new ArrayList<Container>();
    List<FetchTask.Item> items = items(tj, run, settings, fold);
    if (!items.isEmpty()) {
      before.add(fetch(items, settings));
    }
    var spec = template.pod().getSpec();
    spec.getInitContainers()
        .forEach(c -> before.add(TrainingContract.equip(c, environment, mounts).build()));
    spec.getContainers().stream()
        .skip(1)
        .map(
            c -> TrainingContract.equip(c, environment, mounts).withRestartPolicy("Always").build())
        .forEach(before::add);
    before.add(
        AttendTemplate.container(
            tj,
            run,
            spec.getTerminationGracePeriodSeconds(),
            settings,
            trial,
            null,
            template.sharesProcesses()));
    before.add(
        TrainingContract.timed(TrainingContract.trainer(template.trainer(), environment, mounts)));
    return before;
  }

  /**
   * What the run starts from.
   *
   * @param fold the fold of the snapshot that it trains on; null for the whole snapshot
   */
  static List<FetchTask.Item> items(
      TrainingJob tj, Run run, PodSettings settings, @Nullable Fold fold) {
    var items = new ArrayList<FetchTask.Item>();
    Snapshot snapshot = run.snapshot();
    if (snapshot != null) {
      items.add(
          new FetchTask.Item(
              FetchTask.Kind.SNAPSHOT,
              snapshot.uri(),
              snapshot.digest(),
              PodPaths.DATA,
              fold,
              0,
              DataVolume.cache(tj, snapshot, fold)));
    }
    if (tj.getSpec().checkpoint() != null && mayResume(tj, run)) {
      items.add(
          new FetchTask.Item(
              FetchTask.Kind.CHECKPOINT,
              AttendTemplate.checkpoints(tj, run, settings),
              "",
              PodPaths.RESUME));
    }
    return items;
  }

  /**
   * A queue that stops an attempt, and an operator that retries by itself, run the same one again.
   */
  private static boolean mayResume(TrainingJob tj, Run run) {
    return run.attempt() > 1 || tj.getSpec().queue() != null || HandOverPlan.applies(tj);
  }

  /** Brings things in, each into the volume of its kind. */
  static Container fetch(List<FetchTask.Item> items, PodSettings settings) {
    var fetch =
        ours(
            TrainingJobTemplate.FETCH,
            new FetchTask(items, settings.store()),
            Claims.of(items.stream().flatMap(TrainingContainers::places).toList()),
            settings);
    for (FetchTask.Item item : items) {
      switch (item.kind()) {
        case SNAPSHOT -> {
          if (item.cache() == null) {
            fetch.addToVolumeMounts(mount(TrainingContract.DATA, PodPaths.DATA));
          }
        }
        case CHECKPOINT -> fetch.addToVolumeMounts(mount(TrainingContract.RESUME, PodPaths.RESUME));
        case STAGED ->
            fetch.addToVolumeMounts(
                mount(TrainingContract.MODEL, PodPaths.MODEL),
                mount(TrainingContract.WORK, PodPaths.WORK));
        case MODEL, FILE -> throw new IllegalArgumentException(item.kind() + " is not trained on");
      }
    }
    return fetch.build();
  }

  private static Stream<String> places(FetchTask.Item item) {
    FetchTask.Cache cache = item.cache();
    return cache == null ? Stream.of(item.uri()) : Stream.of(item.uri(), cache.uri());
  }

  /** The pod's main container. */
  static Container publish(
      TrainingJob tj,
      Run run,
      UserTemplate.Usable template,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial) {
    Container publish = publish(tj, run, template.trainer().getImage(), settings, trial, List.of());
    return template.sharesProcesses() ? TrainingContract.announced(publish) : publish;
  }

  /**
   * Publishes what another operator's pod has left.
   *
   * @param image the image of the training container; null when nobody knows it
   * @param discard folders of the store that are not needed then
   */
  static Container publish(
      TrainingJob tj, Run run, @Nullable String image, PodSettings settings, List<String> discard) {
    return publish(tj, run, image, settings, null, discard);
  }

  private static Container publish(
      TrainingJob tj,
      Run run,
      @Nullable String image,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial,
      List<String> discard) {
    var task =
        new PublishTask(
            tj.getMetadata().getNamespace(),
            tj.getSpec().model(),
            ModelVersionTemplate.lineage(tj, run, image, null),
            tj.getSpec().documentation(),
            settings.store(),
            GangTemplate.everyRank(tj.getSpec()),
            trial == null ? null : trial.keep(),
            trial == null ? null : trial.trial(),
            discard);
    return ours(
            TrainingJobTemplate.PUBLISH, task, Claims.of(List.of(settings.store().url())), settings)
        .addToVolumeMounts(
            mount(TrainingContract.MODEL, PodPaths.MODEL),
            mount(TrainingContract.WORK, PodPaths.WORK))
        .build();
  }

  /** A container of ours in a pod of somebody else's: it asks for nothing that the pod may lack. */
  private static ContainerBuilder ours(
      String command, Object task, Set<String> claims, PodSettings settings) {
    return RunnerTemplate.container(
            command, settings.image(), command, task, settings.store(), MEMORY)
        .withSecurityContext(unprivileged())
        .addAllToVolumeMounts(Claims.mounts(claims));
  }

  static SecurityContext unprivileged() {
    return new SecurityContextBuilder(RunnerTemplate.restricted())
        .withRunAsNonRoot(true)
        .withRunAsUser(RunnerTemplate.UID)
        .withRunAsGroup(RunnerTemplate.UID)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private TrainingContainers() {}
}
