package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Progress;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
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

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
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
        await("upkeep", "the first snapshot", status -> "Ready".equals(status.phase())).snapshot();
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
    change("{\"metadata\":{\"annotations\":{\"" + Slipway.REFRESH + "\":\"now\"}}}");
    Snapshot second =
        await("upkeep", "what was asked for", status -> isAfter(status, first)).snapshot();

    Sample.apply(client, FOLDER.resolve("data-3.yaml"), namespace);
    DatasetStatus changed = await("upkeep", "the change", status -> isAfter(status, second));
    assertThat(changed.preparation().trigger()).isEqualTo("SourceChanged");

    change("{\"spec\":{\"retention\":{\"snapshots\":1}}}");
    DatasetStatus pruned = await("upkeep", "a removal", status -> status.reclaimedBytes() != null);
    assertThat(pruned.removedSnapshots()).isEqualTo(1);
    assertThat(pruned.reclaimedBytes()).isGreaterThan(second.bytes());
    assertThat(Sample.eventReasons(client, namespace, "Dataset", "upkeep"))
        .contains("Pruned", "Polled");
  }

  /** SQL of a user's that never ends. */
  @Test
  void longWorkTellsHowFarItIsAndEndsAtItsDeadline() {
    Progress progress =
        await("endless", "progress", status -> doing(status).startsWith("steps[0] sql"))
            .preparation()
            .progress();
    assertThat(progress.percent()).isBetween(30, 55);
    assertThat(progress.rows()).isEqualTo(2);
    DatasetStatus ended = await("endless", "its end", status -> "Failed".equals(status.phase()));
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

  private static void change(String patch) {
    dataset("upkeep").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static Resource<Dataset> dataset(String name) {
    return client.resources(Dataset.class).inNamespace(namespace.name()).withName(name);
  }

  private static DatasetStatus await(String name, String what, Predicate<DatasetStatus> holds) {
    return Awaitility.await(what + " of " + name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> dataset(name).get().getStatus(), status -> status != null && holds.test(status));
  }
}
