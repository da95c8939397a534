package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Checkpoints;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.PodPaths;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the user's containers get of the training pod's contract (docs/formats.md): variables and
 * folders.
 */
final class TrainingContract {
  static final String DATA = "slipway-data";
  static final String MODEL = "slipway-model";
  static final String WORK = "slipway-work";
  static final String PARAMETERS = "slipway-parameters";
  static final String CHECKPOINT = "slipway-checkpoint";
  static final String RESUME = "slipway-resume";

  private static final String PARAMETERS_PATH = "/slipway/parameters";

  /** Where the training container has the folder that tells when it was made. */
  private static final String STARTED_PATH = "/slipway/started";

  /** Where {@code publish} has the folder that tells that it was made. */
  private static final String PUBLISHING_PATH = "/slipway/publishing";

  /** The training container: its last lines are its last words. */
  static Container trainer(
      Container container, List<EnvVar> environment, List<VolumeMount> mounts) {
    var builder = equip(container, environment, mounts);
    if (container.getTerminationMessagePolicy() == null) {
      builder.withTerminationMessagePolicy("FallbackToLogsOnError");
    }
    return builder.build();
  }

  /** Whether the containers of a user's pod see each other's processes. */
  static boolean sharesProcesses(PodSpec pod) {
    return Boolean.TRUE.equals(pod.getShareProcessNamespace());
  }

  /** The same, so that the pod tells when it was made. */
  static Container timed(Container trainer) {
    return marked(trainer, PodPaths.STARTED, STARTED_PATH);
  }

  /** The same, so that the pod tells that it was made. */
  static Container announced(Container publish) {
    return marked(publish, PodPaths.PUBLISHING, PUBLISHING_PATH);
  }

  /** The kubelet makes a folder of the work volume when it makes the container. */
  private static Container marked(Container container, String folder, String path) {
    return new ContainerBuilder(container)
        .addToVolumeMounts(
            new VolumeMountBuilder(readOnly(WORK, path))
                .withSubPath(folder.substring(PodPaths.WORK.length() + 1))
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

  /**
   * The contract's folders.
   *
   * @param fold the fold of the snapshot that it trains on; null for the whole snapshot
   */
  static List<VolumeMount> mounts(TrainingJob tj, Run run, @Nullable Fold fold) {
    var mounts = new ArrayList<VolumeMount>();
    Snapshot snapshot = run.snapshot();
    if (snapshot != null) {
      mounts.add(DataVolume.mount(tj, snapshot, fold));
    }
    Checkpoints checkpoints = tj.getSpec().checkpoint();
    if (checkpoints != null) {
      mounts.add(mount(CHECKPOINT, AttendTemplate.path(checkpoints)));
      mounts.add(readOnly(RESUME, PodPaths.RESUME));
    }
    mounts.add(mount(MODEL, PodPaths.MODEL));
    mounts.add(mount(WORK, PodPaths.WORK));
    mounts.add(readOnly(PARAMETERS, PARAMETERS_PATH));
    return mounts;
  }

  static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  private TrainingContract() {}
}
