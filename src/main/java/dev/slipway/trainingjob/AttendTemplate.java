package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Checkpoints;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.store.Layout;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar of a training container: tells its progress, keeps its checkpoints, and waits for the
 * other pods.
 */
final class AttendTemplate {
  private static final String MEMORY = "128Mi";

  /** With room for the pieces of a file on its way into the store. */
  private static final String STORE_MEMORY = "256Mi";

  private static final Duration EVERY = Duration.ofMinutes(1);

  /** What Kubernetes gives a pod that says nothing. */
  private static final long GRACE_SECONDS = 30;

  /**
   * Reads what the training code reports, and keeps its checkpoints, while it trains.
   *
   * @param grace how many seconds the pod has to end; null when it does not say
   * @param trial what is said to the pod of a trial; null for that of a run
   * @param staging where it leaves the model when the pod ends; null when the pod publishes it
   * @param resources whether it watches what the pod's processes use, and tells {@code publish}
   */
  static Container container(
      TrainingJob tj,
      Run run,
      @Nullable Long grace,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial,
      AttendTask.@Nullable Staging staging,
      boolean resources) {
    Checkpoints wanted = tj.getSpec().checkpoint();
    boolean stores = wanted != null || trial != null || staging != null;
    AttendTask.Checkpoints checkpoints =
        wanted == null
            ? null
            : new AttendTask.Checkpoints(
                checkpoints(tj, run, settings),
                path(wanted),
                Durations.parse(wanted.every(), EVERY).toSeconds(),
                grace == null ? GRACE_SECONDS : grace,
                settings.store());
    var container =
        RunnerTemplate.container(
                TrainingJobTemplate.ATTEND,
                settings.image(),
                TrainingJobTemplate.ATTEND,
                new AttendTask(
                    checkpoints,
                    GangTemplate.gang(tj, run),
                    trial == null ? null : trial.curve(),
                    trial == null ? null : trial.trial(),
                    staging,
                    resources),
                stores ? settings.store() : null,
                stores ? STORE_MEMORY : MEMORY)
            .withRestartPolicy("Always")
            .addToEnv(
                variable(PodPaths.PROGRESS_PORT, String.valueOf(PodPaths.DEFAULT_PROGRESS_PORT)))
            .addToVolumeMounts(
                resources
                    ? mount(TrainingContract.WORK, PodPaths.WORK)
                    : TrainingContract.readOnly(TrainingContract.WORK, PodPaths.WORK))
            .editResources()
            .addToRequests("cpu", new Quantity("10m"))
            .endResources()
            .withSecurityContext(TrainingContainers.unprivileged());
    if (wanted != null) {
      container.addToVolumeMounts(
          TrainingContract.readOnly(TrainingContract.CHECKPOINT, path(wanted)));
    }
    if (staging != null) {
      container.addToVolumeMounts(
          TrainingContract.readOnly(TrainingContract.MODEL, PodPaths.MODEL));
    }
    if (stores) {
      container.addAllToVolumeMounts(Claims.mounts(Claims.of(List.of(settings.store().url()))));
    }
    if (GangTemplate.several(tj.getSpec())) {
      startsFirst(container, PodPaths.GATHERED_ENDPOINT);
    } else if (staging != null) {
      // a training that ends before the sidecar listens for the pod's end would lose its model
      startsFirst(container, PodPaths.PROGRESS_ENDPOINT);
    }
    return container.build();
  }

  /** What comes after it in the pod begins when it answers a path. */
  private static void startsFirst(ContainerBuilder attend, String path) {
    attend
        .withNewStartupProbe()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(PodPaths.DEFAULT_PROGRESS_PORT))
        .endHttpGet()
        .withPeriodSeconds(1)
        .withTimeoutSeconds(2)
        .withFailureThreshold(Integer.MAX_VALUE)
        .endStartupProbe();
  }

  /** Where a run's checkpoints lie. */
  static String checkpoints(TrainingJob tj, Run run, PodSettings settings) {
    return settings
        .store()
        .resolve(
            Layout.checkpoints(
                tj.getMetadata().getNamespace(), tj.getMetadata().getName(), run.name()));
  }

  /** The folder that the training code writes them to. */
  static String path(Checkpoints wanted) {
    return wanted.path() == null ? PodPaths.CHECKPOINT : wanted.path();
  }

  private AttendTemplate() {}
}
