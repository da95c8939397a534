package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Checkpoints;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.FetchTask;
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
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The containers of a training pod: the user's, with the contract added to them, and ours. */
final class TrainingContainers {
  static final String DATA = "slipway-data";
  static final String MODEL = "slipway-model";
  static final String WORK = "slipway-work";
  static final String PARAMETERS = "slipway-parameters";
  static final String CHECKPOINT = "slipway-checkpoint";
  static final String RESUME = "slipway-resume";

  static final String WORK_PATH = "/slipway/work";
  private static final String PARAMETERS_PATH = "/slipway/parameters";

  /** Where the training container has the folder that tells when it was made. */
  private static final String STARTED_PATH = "/slipway/started";

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
    List<VolumeMount> mounts = mounts(tj, run);
    List<EnvVar> environment = environment(tj, run);
    var before = new ArrayList<Container>();
    List<FetchTask.Item> items = items(tj, run, settings, trial == null ? null : trial.fold());
    if (!items.isEmpty()) {
      before.add(fetch(items, settings));
    }
    var spec = template.pod().getSpec();
    spec.getInitContainers().forEach(c -> before.add(equip(c, environment, mounts).build()));
    spec.getContainers().stream()
        .skip(1)
        .map(c -> equip(c, environment, mounts).withRestartPolicy("Always").build())
        .forEach(before::add);
    before.add(
        AttendTemplate.container(
            tj, run, spec.getTerminationGracePeriodSeconds(), settings, trial, null));
    before.add(timed(trainer(template.trainer(), environment, mounts)));
    return before;
  }

  /**
   * What the run starts from.
   *
   * @param fold the fold of the snapshot that it trains on; null for the whole snapshot
   */
  static List<FetchTask.Item> items(
      TrainingJob tj, Run run, PodSettings settings, FetchTask.@Nullable Fold fold) {
    var items = new ArrayList<FetchTask.Item>();
    Snapshot snapshot = run.snapshot();
    if (snapshot != null) {
      items.add(
          new FetchTask.Item(
              FetchTask.Kind.SNAPSHOT, snapshot.uri(), snapshot.digest(), PodPaths.DATA, fold));
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

  /** A queue that stops an attempt lets the same one run again later. */
  private static boolean mayResume(TrainingJob tj, Run run) {
    return run.attempt() > 1 || tj.getSpec().queue() != null;
  }

  /** Brings things in, each into the volume of its kind. */
  static Container fetch(List<FetchTask.Item> items, PodSettings settings) {
    var fetch =
        ours(
            TrainingJobTemplate.FETCH,
            new FetchTask(items, settings.store()),
            Claims.of(items.stream().map(FetchTask.Item::uri).toList()),
            settings);
    for (FetchTask.Item item : items) {
      switch (item.kind()) {
        case SNAPSHOT -> fetch.addToVolumeMounts(mount(DATA, PodPaths.DATA));
        case CHECKPOINT -> fetch.addToVolumeMounts(mount(RESUME, PodPaths.RESUME));
        case STAGED ->
            fetch.addToVolumeMounts(mount(MODEL, PodPaths.MODEL), mount(WORK, WORK_PATH));
        case MODEL, FILE -> throw new IllegalArgumentException(item.kind() + " is not trained on");
      }
    }
    return fetch.build();
  }

  /** The pod's main container. */
  static Container publish(
      TrainingJob tj,
      Run run,
      UserTemplate.Usable template,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial) {
    return publish(tj, run, template.trainer().getImage(), settings, trial, List.of());
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
        .addToVolumeMounts(mount(MODEL, PodPaths.MODEL), mount(WORK, WORK_PATH))
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

  /** The training container: its last lines are its last words. */
  static Container trainer(
      Container container, List<EnvVar> environment, List<VolumeMount> mounts) {
    var builder = equip(container, environment, mounts);
    if (container.getTerminationMessagePolicy() == null) {
      builder.withTerminationMessagePolicy("FallbackToLogsOnError");
    }
    return builder.build();
  }

  /** The same, so that the kubelet makes a folder when it makes the container. */
  private static Container timed(Container container) {
    return new ContainerBuilder(container)
        .addToVolumeMounts(
            new VolumeMountBuilder(readOnly(WORK, STARTED_PATH))
                .withSubPath(PodPaths.STARTED.substring(WORK_PATH.length() + 1))
                .build())
        .build();
  }

  /** Ours come first, so that the user's own variables may say $(SLIPWAY_MODEL). */
  static ContainerBuilder equip(
      Container container, List<EnvVar> environment, List<VolumeMount> mounts) {
    var variables = new ArrayList<>(environment);
    variables.addAll(container.getEnv());
    return new ContainerBuilder(container).withEnv(variables).addAllToVolumeMounts(mounts);
  }

  /** The contract's variables. */
  static List<EnvVar> environment(TrainingJob tj, Run run) {
    var variables = new ArrayList<EnvVar>();
    if (run.snapshot() != null) {
      variables.add(variable("SLIPWAY_DATA", PodPaths.DATA));
    }
    variables.add(variable("SLIPWAY_MODEL", PodPaths.MODEL));
    variables.add(variable("SLIPWAY_METRICS", PodPaths.METRICS));
    Checkpoints checkpoints = tj.getSpec().checkpoint();
    if (checkpoints != null) {
      variables.add(variable("SLIPWAY_CHECKPOINT", AttendTemplate.path(checkpoints)));
      variables.add(variable("SLIPWAY_RESUME_FROM", PodPaths.RESUME));
    }
    variables.add(variable("SLIPWAY_PARAMETERS", PodPaths.PARAMETERS));
    variables.add(variable("SLIPWAY_RUN", run.name()));
    variables.add(variable("SLIPWAY_ATTEMPT", String.valueOf(run.attempt())));
    variables.addAll(LauncherVariables.of(tj, run));
    new TreeMap<>(tj.getSpec().parameters())
        .forEach(
            (name, value) ->
                variables.add(variable("SLIPWAY_PARAM_" + name.toUpperCase(Locale.ROOT), value)));
    return variables;
  }

  /** The contract's folders. */
  static List<VolumeMount> mounts(TrainingJob tj, Run run) {
    var mounts = new ArrayList<VolumeMount>();
    if (run.snapshot() != null) {
      mounts.add(readOnly(DATA, PodPaths.DATA));
    }
    Checkpoints checkpoints = tj.getSpec().checkpoint();
    if (checkpoints != null) {
      mounts.add(mount(CHECKPOINT, AttendTemplate.path(checkpoints)));
      mounts.add(readOnly(RESUME, PodPaths.RESUME));
    }
    mounts.add(mount(MODEL, PodPaths.MODEL));
    mounts.add(mount(WORK, WORK_PATH));
    mounts.add(readOnly(PARAMETERS, PARAMETERS_PATH));
    return mounts;
  }

  static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  private TrainingContainers() {}
}
