package dev.slipway.modelversion;

import static dev.slipway.job.RunnerTemplate.mount;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.ValidateTask;
import dev.slipway.job.Claims;
import dev.slipway.job.Names;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.runtime.RuntimePorts;
import dev.slipway.runtime.RuntimePreset;
import dev.slipway.runtime.RuntimeTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Job of a validation: the model in its runtime, the champion beside it, and who asks both. */
final class ValidationTemplate {
  static final String FETCH = "fetch";
  static final String RUNTIME = "runtime";
  static final String CHAMPION = "champion";
  static final String VALIDATE = "validate";

  private static final String DATA = "slipway-data";
  private static final String MODEL = "slipway-model";
  private static final String CHAMPION_MODEL = "slipway-champion";
  private static final String MEMORY = "512Mi";
  private static final Duration DEADLINE = Duration.ofMinutes(30);
  private static final long READY_SECONDS = 180;

  /** The name of an attempt's Job. */
  static String name(ModelVersion version, int attempt) {
    return Names.join(version.getMetadata().getName(), "validate", "a" + attempt);
  }

  /**
   * The Job of an attempt.
   *
   * @param snapshot whose test part is sent
   * @param champion the version to compare with; null for none
   */
  static Job job(
      ModelVersion version,
      int attempt,
      Snapshot snapshot,
      RuntimePreset preset,
      @Nullable ModelVersion champion,
      PodSettings settings) {
    var uris = new ArrayList<String>();
    uris.add(settings.store().url());
    uris.add(snapshot.uri());
    uris.add(version.getSpec().artifact().uri());
    if (champion != null) {
      uris.add(champion.getSpec().artifact().uri());
    }
    Set<String> claims = Claims.of(uris);
    String model = version.getSpec().model();
    PodSpecBuilder pod =
        RunnerTemplate.pod()
            .addToInitContainers(
                fetch(version, snapshot, champion, claims, settings),
                runtime(RUNTIME, preset, model, PodPaths.MODEL, MODEL, RuntimePorts.FIRST))
            .addToContainers(validate(version, snapshot, preset, champion, claims, settings))
            .addToVolumes(folder(DATA), folder(MODEL), RuntimeTemplate.tmp(RUNTIME))
            .addAllToVolumes(Claims.volumes(claims));
    if (champion != null) {
      pod.addToInitContainers(
              runtime(
                  CHAMPION, preset, model, PodPaths.CHAMPION, CHAMPION_MODEL, RuntimePorts.SECOND))
          .addToVolumes(folder(CHAMPION_MODEL), RuntimeTemplate.tmp(CHAMPION));
    }
    return RunnerTemplate.job(
        version,
        name(version, attempt),
        Map.of(
            Slipway.MODEL_VERSION,
            version.getMetadata().getName(),
            Slipway.ATTEMPT,
            String.valueOf(attempt)),
        Map.of("kubectl.kubernetes.io/default-container", VALIDATE),
        pod.build(),
        DEADLINE);
  }

  private static Container fetch(
      ModelVersion version,
      Snapshot snapshot,
      @Nullable ModelVersion champion,
      Set<String> claims,
      PodSettings settings) {
    var items = new ArrayList<FetchTask.Item>();
    items.add(
        new FetchTask.Item(
            FetchTask.Kind.SNAPSHOT, snapshot.uri(), snapshot.digest(), PodPaths.DATA));
    items.add(model(version.getSpec().artifact(), PodPaths.MODEL));
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(mount(DATA, PodPaths.DATA));
    mounts.add(mount(MODEL, PodPaths.MODEL));
    if (champion != null) {
      items.add(model(champion.getSpec().artifact(), PodPaths.CHAMPION));
      mounts.add(mount(CHAMPION_MODEL, PodPaths.CHAMPION));
    }
    return RunnerTemplate.container(
            FETCH,
            settings.image(),
            FETCH,
            new FetchTask(items, settings.store()),
            settings.store(),
            MEMORY)
        .addAllToVolumeMounts(mounts)
        .addAllToVolumeMounts(Claims.mounts(claims))
        .build();
  }

  private static FetchTask.Item model(Artifact artifact, String to) {
    return new FetchTask.Item(FetchTask.Kind.MODEL, artifact.uri(), artifact.digest(), to);
  }

  /**
   * A runtime as a sidecar. It has no probes: one that cannot load its model would keep validate,
   * which can say so, from starting. Nor ports, which two of them would name alike.
   */
  private static Container runtime(
      String name,
      RuntimePreset preset,
      String model,
      String path,
      String volume,
      RuntimePorts ports) {
    ContainerBuilder container = RuntimeTemplate.container(name, preset, model, path, ports);
    return container
        .withStartupProbe(null)
        .withReadinessProbe(null)
        .withLivenessProbe(null)
        .withPorts(List.of())
        .withRestartPolicy("Always")
        .addToVolumeMounts(readOnly(volume, path))
        .build();
  }

  private static Container validate(
      ModelVersion version,
      Snapshot snapshot,
      RuntimePreset preset,
      @Nullable ModelVersion champion,
      Set<String> claims,
      PodSettings settings) {
    var task =
        new ValidateTask(
            version.getMetadata().getNamespace(),
            version.getMetadata().getName(),
            version.getSpec(),
            snapshot,
            READY_SECONDS,
            local(RuntimePorts.FIRST.http()),
            local(RuntimePorts.FIRST.metrics()) + "/metrics",
            champion == null ? null : local(RuntimePorts.SECOND.http()),
            champion == null ? null : champion.getMetadata().getName(),
            preset.request(),
            settings.store());
    return RunnerTemplate.container(
            VALIDATE, settings.image(), VALIDATE, task, settings.store(), MEMORY)
        .addToVolumeMounts(readOnly(DATA, PodPaths.DATA))
        .addAllToVolumeMounts(Claims.mounts(claims))
        .build();
  }

  private static String local(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  private static Volume folder(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  private ValidationTemplate() {}
}
