package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetStatus;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Progress;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.testing.Datasets;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a Dataset does by itself on real pods: it sees changes and cleans up. */
@OnCluster(OnCluster.Provider.KIND)
class UpkeepIT {
  private static final Path FOLDER = Path.of("src/test/resources/loop/upkeep");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Datasets datasets;

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    datasets = new Datasets(admin, fresh, PATIENCE);
    for (String file : new String[] {"data-1", "dataset", "endless"}) {
      Sample.apply(client, FOLDER.resolve(file + ".yaml"), namespace);
    }
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  void changesArePreparedAndOldSnapshotsRemoved() throws IOException {
    Snapshot first =
        datasets
            .await("upkeep", "has a snapshot", status -> "Ready".equals(status.phase()))
            .snapshot();
    // a version of the first one keeps it, however old it is
    var version = new ModelVersion();
    version.setMetadata(
        new ObjectMetaBuilder().withName("upkeep-v1").withNamespace(namespace.name()).build());
    version.setSpec(
        new ModelVersionSpec(
            null,
            "upkeep",
            1L,
            new Artifact("pvc://slipway-store/none", "sha256:" + "0".repeat(64), null),
            new Lineage(null, null, null, null, Map.of(), "upkeep", first),
            Map.of(),
            null,
            null));
    client.resource(version).create();

    Sample.apply(client, FOLDER.resolve("data-2.yaml"), namespace);
    datasets.patch(
        "upkeep", "{\"metadata\":{\"annotations\":{\"" + Slipway.REFRESH + "\":\"now\"}}}");
    Snapshot second =
        datasets
            .await("upkeep", "has what was asked for", status -> isAfter(status, first))
            .snapshot();

    Sample.apply(client, FOLDER.resolve("data-3.yaml"), namespace);
    DatasetStatus changed =
        datasets.await("upkeep", "has seen the change", status -> isAfter(status, second));
    assertThat(changed.preparation().trigger()).isEqualTo("SourceChanged");

    datasets.patch("upkeep", "{\"spec\":{\"retention\":{\"snapshots\":1}}}");
    DatasetStatus pruned =
        datasets.await("upkeep", "has removed one", status -> status.reclaimedBytes() != null);
    assertThat(pruned.removedSnapshots()).isEqualTo(1);
    assertThat(pruned.reclaimedBytes()).isGreaterThan(second.bytes());
    assertThat(Sample.eventReasons(client, namespace, "Dataset", "upkeep"))
        .contains("Pruned", "Polled");
  }

  /** SQL of a user's that never ends. */
  @Test
  void longWorkTellsHowFarItIsAndEndsAtItsDeadline() {
    Progress progress =
        datasets
            .await(
                "endless",
                "tells how far it is",
                status -> doing(status).startsWith("steps[0] sql"))
            .preparation()
            .progress();
    assertThat(progress.percent()).isBetween(30, 55);
    assertThat(progress.rows()).isEqualTo(2);
    DatasetStatus ended =
        datasets.await("endless", "fails", status -> "Failed".equals(status.phase()));
    assertThat(doing(ended)).isEmpty();
    Sample.Found ready = Sample.ready(client, namespace, "Dataset", "endless");
    assertThat(ready.reason()).isEqualTo("Deadline");
    assertThat(ready.message()).contains("spec.deadline");
    assertThat(Sample.eventReasons(client, namespace, "Dataset", "endless")).contains("Deadline");
  }

  private static String doing(DatasetStatus status) {
    return status.preparation() == null || status.preparation().progress() == null
        ? ""
        : status.preparation().progress().doing();
  }

  private static boolean isAfter(DatasetStatus status, Snapshot before) {
    return "Ready".equals(status.phase())
        && !Objects.requireNonNull(status.snapshot()).digest().equals(before.digest());
  }
}
