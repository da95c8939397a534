package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The volumes of a training pod. */
final class TrainingVolumes {
  /** All that the containers of {@link TrainingContainers} mount. */
  static List<Volume> of(TrainingJob tj, Run run, PodSettings settings) {
    Snapshot snapshot = run.snapshot();
    var volumes = new ArrayList<Volume>();
    volumes.add(RunnerTemplate.scratch(RunnerTemplate.SCRATCH_SIZE));
    volumes.add(folder(TrainingContract.MODEL));
    volumes.add(folder(TrainingContract.WORK));
    volumes.add(parameters());
    var claims = new TreeSet<>(Claims.of(List.of(settings.store().url())));
    SnapshotCache cache = tj.getSpec().cache();
    if (snapshot != null) {
      claims.addAll(Claims.of(List.of(snapshot.uri())));
      if (cache != null) {
        claims.add(cache.claimName());
      }
    }
    volumes.addAll(Claims.volumes(claims));
    if (snapshot != null && cache == null) {
      volumes.add(folder(TrainingContract.DATA));
    }
    if (tj.getSpec().checkpoint() != null) {
      volumes.add(folder(TrainingContract.CHECKPOINT));
      volumes.add(folder(TrainingContract.RESUME));
    }
    return volumes;
  }

  /** A pod whose containers, of whatever users, may write to them, unless it says who may. */
  static PodSpecBuilder shared(PodSpecBuilder pod) {
    var security =
        pod.hasSecurityContext() ? pod.editSecurityContext() : pod.withNewSecurityContext();
    if (!security.hasFsGroup()) {
      security.withFsGroup(RunnerTemplate.UID);
    }
    return security.endSecurityContext();
  }

  /** An empty folder that goes with the pod. */
  static Volume folder(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  private static Volume parameters() {
    return new VolumeBuilder()
        .withName(TrainingContract.PARAMETERS)
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("parameters.json")
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['" + Slipway.PARAMETERS + "']")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .build();
  }

  private TrainingVolumes() {}
}
