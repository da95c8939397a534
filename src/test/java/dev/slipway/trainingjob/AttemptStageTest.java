package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.TEMPLATE;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.spec;
import static dev.slipway.trainingjob.Fixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The phases of a TrainingJob, and the conditions that one can wait for. */
class AttemptStageTest {
  @Test
  void everyPhaseHasItsCondition() {
    World world = new World(spec(null)).settle();
    assertThat(world.status().phase()).isEqualTo("Pending");
    assertThat(holding(world)).containsExactly("Accepted");

    world.newest(Fixtures::fetching).settle();
    assertThat(world.status().phase()).isEqualTo("Initializing");
    assertThat(world.ready()).isEqualTo("False Initializing");
    assertThat(holding(world)).containsExactly("Accepted", "Initializing");

    world.after("PT2S").newest(Fixtures::training).settle();
    assertThat(world.status().phase()).isEqualTo("Running");
    assertThat(world.ready()).isEqualTo("False Training");
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(holding(world)).containsExactly("Accepted", "Running");

    world.newest(Fixtures::publishing).settle();
    assertThat(world.status().phase()).isEqualTo("Publishing");
    assertThat(holding(world)).containsExactly("Accepted", "Publishing");

    world.newest(Fixtures::succeeded).settle();
    assertThat(world.status().phase()).isEqualTo("Succeeded");
    assertThat(holding(world)).containsExactly("Accepted", "Succeeded");
    int writes = world.writes();
    world.after("PT48H").settle();
    assertThat(world.writes()).isEqualTo(writes);

    world.edit(spec(null, TEMPLATE, Map.of("trees", "1"), null)).settle();
    assertThat(holding(world)).containsExactly("Accepted");
    assertThat(world.condition("Succeeded")).isEqualTo("False Pending");
    world.newest(job -> failed(job, "publish", 1, "Error", World.NO_MODEL)).settle();
    assertThat(holding(world)).containsExactly("Accepted", "Failed");
    assertThat(world.condition("Failed")).isEqualTo("True NoModel");
  }

  @Test
  void whatIsOverInAMomentIsNotWritten() {
    World world = new World(spec(null)).settle();
    int writes = world.writes();
    world.newest(Fixtures::training).settle();
    assertThat(world.writes()).isEqualTo(writes);
    assertThat(world.again).as("it is looked at when the moment is over").hasSeconds(2);
    world.newest(Fixtures::publishing).settle();
    assertThat(world.writes()).isEqualTo(writes);
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.condition("Running")).isEqualTo("none");
  }

  @Test
  void troubleIsPendingUntilItTrains() {
    World world = new World(spec(null)).settle();
    world.newest(job -> waiting(job, "train", "ErrImagePull", "no")).settle();
    assertThat(world.status().phase()).isEqualTo("Pending");
    assertThat(world.ready()).isEqualTo("False ImagePull");
    world.newest(Fixtures::pending).settle();
    assertThat(world.ready()).as("no news is no end of it").isEqualTo("False ImagePull");
    world.after("PT2S").newest(Fixtures::training).settle();
    assertThat(world.ready()).isEqualTo("False Training");
  }

  @Test
  void theKubeletsWordsStayTheSchedulersFollow() {
    World world = new World(spec(null)).settle();
    unscheduled(
        world, "0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims");
    int writes = world.writes();
    unscheduled(
        world, "0/4 nodes are available: 4 pod has unbound immediate PersistentVolumeClaims");
    assertThat(world.writes()).as("it is the same with more nodes").isEqualTo(writes);
    unscheduled(world, "0/4 nodes are available: 4 Insufficient cpu");
    assertThat(world.message()).contains("4 Insufficient cpu");

    world.newest(job -> waiting(job, "train", "ErrImagePull", "no such image")).settle();
    writes = world.writes();
    world.newest(job -> waiting(job, "train", "ImagePullBackOff", "pulled later")).settle();
    assertThat(world.message()).contains("no such image");
    assertThat(world.writes()).isEqualTo(writes);
  }

  private static void unscheduled(World world, String message) {
    world.newest(job -> Fixtures.unscheduled(job, message)).settle();
    assertThat(world.ready()).isEqualTo("False Unschedulable");
  }

  @Test
  void aTemplateThatCannotBeUsedIsNotAccepted() {
    World world = new World(spec(null, "spec: {containers: []}", Map.of(), null)).settle();
    assertThat(world.condition("Accepted")).isEqualTo("False InvalidTemplate");
    assertThat(world.condition("Failed")).isEqualTo("True InvalidTemplate");
    world.edit(spec(null)).settle();
    assertThat(world.condition("Accepted")).isEqualTo("True Pending");
  }

  /** The conditions that are True, without those of kstatus. */
  private static List<String> holding(World world) {
    return world.status().conditions().stream()
        .filter(Condition::isTrue)
        .map(Condition::type)
        .filter(type -> !List.of("Ready", "Reconciling", "Stalled").contains(type))
        .sorted()
        .toList();
  }
}
