package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Searching.GRID;
import static dev.slipway.trainingjob.Searching.active;
import static dev.slipway.trainingjob.Searching.depth;
import static dev.slipway.trainingjob.Searching.fold;
import static dev.slipway.trainingjob.Searching.folded;
import static dev.slipway.trainingjob.Searching.job;
import static dev.slipway.trainingjob.Searching.parameters;
import static dev.slipway.trainingjob.Searching.search;
import static dev.slipway.trainingjob.Searching.succeeded;
import static dev.slipway.trainingjob.Searching.tasks;
import static dev.slipway.trainingjob.Searching.trainer;
import static dev.slipway.trainingjob.Searching.tried;
import static dev.slipway.trainingjob.Searching.variable;
import static dev.slipway.trainingjob.Searching.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.SearchProgress;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.store.Digest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trainings on folds, with a search and without one. */
class FoldsPlanTest {
  @Test
  void foldsDecideByTheirMeanAndTheModelIsTrainedOnAll() {
    World world = folded(with(GRID, s -> s.parallelism(3)), 3);
    assertThat(active(world)).hasSize(3);
    while (world.run().attempt() == 0) {
      world.all(job -> succeeded(job, Math.abs(depth(job) - 2) + fold(job), null)).settle();
    }
    assertThat(world.created).hasSize(13);
    assertThat(world.created.getLast()).endsWith("-a1").doesNotContain("-t");
    SearchProgress.Result best = Objects.requireNonNull(search(world).best());
    assertThat(best.trial()).isEqualTo(2);
    assertThat(best.objective()).isEqualTo(2.0);
    assertThat(Objects.requireNonNull(best.deviation())).isCloseTo(1.0, within(1e-12));
    assertThat(variable(world, world.created.getLast(), "SLIPWAY_PARAM_DEPTH")).isEqualTo("2");
    world.newest(job -> succeeded(job, 0.25)).settle();
    assertThat(world.status().attempts()).extracting(Attempt::reason).containsExactly("Succeeded");
    assertThat(world.versions.getFirst().getSpec().metrics())
        .containsEntry("rmse", 0.25)
        .containsEntry("cv.rmse", 2.0)
        .containsEntry("cv.rmse.std", 1.0);
    assertThat(parameters(world)).containsEntry("depth", "2");
  }

  @Test
  void aFoldThatFailsEndsItsTrial() {
    World world = folded(with(GRID, s -> s.parallelism(3)), 3);
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(search(world).failed()).isEqualTo(1);
    assertThat(world.stopped).hasSize(2);
    assertThat(tried(world)).containsExactly("1", "1", "1", "2", "2", "2");
  }

  @Test
  void foldsWithoutASearchAreOneTrial() {
    World world = folded(null, 2);
    assertThat(world.created).hasSize(1);
    assertThat(tasks(world)).contains("\"fold\":{\"index\":0,\"of\":2}", "\"never\":true");
    world.newest(job -> succeeded(job, 1, null)).settle();
    assertThat(tasks(world)).contains("\"fold\":{\"index\":1,\"of\":2}", "\"never\":true");
    world.newest(job -> succeeded(job, 2, null)).settle();
    assertThat(tasks(world)).as("on all rows").doesNotContain("\"fold\"", "\"keep\"");
    world.newest(job -> succeeded(job, 4)).settle();
    assertThat(world.versions.getFirst().getSpec().metrics())
        .containsEntry("rmse", 4.0)
        .containsEntry("cv.rmse", 1.5);
  }

  @Test
  void everyFoldIsSharedByItself() {
    World world = folded(null, 2, new SnapshotCache("snapshots", null));
    world.newest(job -> succeeded(job, 1, null)).settle();
    world.newest(job -> succeeded(job, 2, null)).settle();
    String hex = Digest.hex(Digest.ofText("one"));
    assertThat(world.created)
        .extracting(name -> data(world, name), name -> cache(world, name))
        .containsExactly(
            tuple("snapshots/" + hex + "-0-2/data", "pvc://snapshots/snapshots/" + hex + "-0-2"),
            tuple("snapshots/" + hex + "-1-2/data", "pvc://snapshots/snapshots/" + hex + "-1-2"),
            tuple("snapshots/" + hex + "/data", "pvc://snapshots/snapshots/" + hex));
  }

  @Test
  void foldsThatFailFailTheRun() {
    World world = folded(null, 2);
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(world.ready()).isEqualTo("False NoTrialSucceeded");
  }

  /** What the training container of a Job has at $SLIPWAY_DATA. */
  private static @Nullable String data(World world, String name) {
    return trainer(world, name).getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals("/slipway/data"))
        .findFirst()
        .orElseThrow()
        .getSubPath();
  }

  /** Where the container fetch of a Job looks for it. */
  private static String cache(World world, String name) {
    var fetch = job(world, name).getSpec().getTemplate().getSpec().getInitContainers().getFirst();
    return Fixtures.yaml(fetch.getEnv().getFirst().getValue()).at("/items/0/cache/uri").asText();
  }
}
