package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Snapshot;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJob;
import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.Claims;
import dev.slipway.store.Digest;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the containers of a training pod read the snapshot: a volume of the pod's own, or a copy in
 * a claim that pods share.
 */
final class DataVolume {
  /** The folder of the claim that has the copies. */
  private static final String FOLDER = "snapshots";

  private static final Duration TTL = Duration.ofHours(168);

  /**
   * The copy that the pod of an attempt uses; null when it has a volume of its own.
   *
   * @param fold the fold of the snapshot that it trains on; null for the whole snapshot
   */
  static @Nullable Cache cache(TrainingJob tj, Snapshot snapshot, @Nullable Fold fold) {
    SnapshotCache wanted = tj.getSpec().cache();
    if (wanted == null) {
      return null;
    }
    return new Cache(
        "pvc://" + wanted.claimName() + "/" + place(snapshot, fold),
        TrainingJobTemplate.longest(tj.getSpec().deadlines()).toSeconds(),
        Durations.parse(wanted.ttl(), TTL).toSeconds());
  }

  /** The mount at $SLIPWAY_DATA of all containers but ours: none of them may change it. */
  static VolumeMount mount(TrainingJob tj, Snapshot snapshot, @Nullable Fold fold) {
    SnapshotCache wanted = tj.getSpec().cache();
    return wanted == null
        ? TrainingContract.readOnly(TrainingContract.DATA, PodPaths.DATA)
        : new VolumeMountBuilder(
                TrainingContract.readOnly(Claims.volume(wanted.claimName()), PodPaths.DATA))
            .withSubPath(place(snapshot, fold) + "/" + Cache.DATA)
            .build();
  }

  /** A fold has other files than the snapshot that it is made of. */
  private static String place(Snapshot snapshot, @Nullable Fold fold) {
    String copy = FOLDER + "/" + Digest.hex(snapshot.digest());
    return fold == null ? copy : "%s-%d-%d".formatted(copy, fold.index(), fold.of());
  }

  private DataVolume() {}
}
