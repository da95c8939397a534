package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
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
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** The containers of a training pod: the user's, with the contract added to them, and ours. */
final class TrainingContainers {
  static final String DATA = "slipway-data";
  static final String MODEL = "slipway-model";
  static final String WORK = "slipway-work";
  static final String PARAMETERS = "slipway-parameters";

  private static final String WORK_PATH = "/slipway/work";
  private static final String PARAMETERS_PATH = "/slipway/parameters";
  private static final String MEMORY = "512Mi";
  private static final String ATTEND_MEMORY = "96Mi";

  /**
   * Init containers in their order: fetch, the user's, the sidecars and ours, and training as the
   * last.
   */
  static List<Container> before(
      TrainingJob tj, Run run, UserTemplate.Usable template, PodSettings settings) {
    List<VolumeMount> mounts = mounts(run);
    List<EnvVar> environment = environment(tj, run);
    var before = new ArrayList<Container>();
    Snapshot snapshot = run.snapshot();
    if (snapshot != null) {
      before.add(fetch(snapshot, settings));
    }
    var spec = template.pod().getSpec();
    spec.getInitContainers().forEach(c -> before.add(equip(c, environment, mounts).build()));
    spec.getContainers().stream()
        .skip(1)
        .map(c -> equip(c, environment, mounts).withRestartPolicy("Always").build())
        .forEach(before::add);
    before.add(attend(settings));
    before.add(trainer(template.trainer(), environment, mounts));
    return before;
  }

  /** Reads what the training code reports, while it trains. */
  private static Container attend(PodSettings settings) {
    return new ContainerBuilder()
        .withName(TrainingJobTemplate.ATTEND)
        .withImage(settings.image())
        .withCommand("/app/bin/runner", TrainingJobTemplate.ATTEND)
        .withRestartPolicy("Always")
        .addToEnv(variable(PodPaths.PROGRESS_PORT, String.valueOf(PodPaths.DEFAULT_PROGRESS_PORT)))
        .addToVolumeMounts(readOnly(WORK, WORK_PATH), RunnerTemplate.tmp())
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity(ATTEND_MEMORY))
        .addToLimits("memory", new Quantity(ATTEND_MEMORY))
        .endResources()
        .withSecurityContext(unprivileged())
        .build();
  }

  private static Container fetch(Snapshot snapshot, PodSettings settings) {
    var item =
        new FetchTask.Item(
            FetchTask.Kind.SNAPSHOT, snapshot.uri(), snapshot.digest(), PodPaths.DATA);
    var task = new FetchTask(List.of(item), settings.store());
    return ours(TrainingJobTemplate.FETCH, task, Claims.of(List.of(snapshot.uri())), settings)
        .addToVolumeMounts(mount(DATA, PodPaths.DATA))
        .build();
  }

  /** The pod's main container. */
  static Container publish(
      TrainingJob tj, Run run, UserTemplate.Usable template, PodSettings settings) {
    var task =
        new PublishTask(
            tj.getMetadata().getNamespace(),
            tj.getSpec().model(),
            ModelVersionTemplate.lineage(tj, run, template.trainer().getImage(), null),
            tj.getSpec().documentation(),
            settings.store());
    return ours(
            TrainingJobTemplate.PUBLISH, task, Claims.of(List.of(settings.store().url())), settings)
        .addToVolumeMounts(mount(MODEL, PodPaths.MODEL), readOnly(WORK, WORK_PATH))
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

  private static SecurityContext unprivileged() {
    return new SecurityContextBuilder(RunnerTemplate.restricted())
        .withRunAsNonRoot(true)
        .withRunAsUser(RunnerTemplate.UID)
        .withRunAsGroup(RunnerTemplate.UID)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static Container trainer(
      Container container, List<EnvVar> environment, List<VolumeMount> mounts) {
    var builder = equip(container, environment, mounts);
    if (container.getTerminationMessagePolicy() == null) {
      builder.withTerminationMessagePolicy("FallbackToLogsOnError");
    }
    return builder.build();
  }

  /** Ours come first, so that the user's own variables may say $(SLIPWAY_MODEL). */
  private static ContainerBuilder equip(
      Container container, List<EnvVar> environment, List<VolumeMount> mounts) {
    var variables = new ArrayList<>(environment);
    variables.addAll(container.getEnv());
    return new ContainerBuilder(container).withEnv(variables).addAllToVolumeMounts(mounts);
  }

  private static List<EnvVar> environment(TrainingJob tj, Run run) {
    var variables = new ArrayList<EnvVar>();
    if (run.snapshot() != null) {
      variables.add(variable("SLIPWAY_DATA", PodPaths.DATA));
    }
    variables.add(variable("SLIPWAY_MODEL", PodPaths.MODEL));
    variables.add(variable("SLIPWAY_METRICS", PodPaths.METRICS));
    variables.add(variable("SLIPWAY_PARAMETERS", PodPaths.PARAMETERS));
    variables.add(variable("SLIPWAY_RUN", run.name()));
    variables.add(variable("SLIPWAY_ATTEMPT", String.valueOf(run.attempt())));
    new TreeMap<>(tj.getSpec().parameters())
        .forEach(
            (name, value) ->
                variables.add(variable("SLIPWAY_PARAM_" + name.toUpperCase(Locale.ROOT), value)));
    return variables;
  }

  private static List<VolumeMount> mounts(Run run) {
    var mounts = new ArrayList<VolumeMount>();
    if (run.snapshot() != null) {
      mounts.add(readOnly(DATA, PodPaths.DATA));
    }
    mounts.add(mount(MODEL, PodPaths.MODEL));
    mounts.add(mount(WORK, WORK_PATH));
    mounts.add(readOnly(PARAMETERS, PARAMETERS_PATH));
    return mounts;
  }

  private static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  private TrainingContainers() {}
}
