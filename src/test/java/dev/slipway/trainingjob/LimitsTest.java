package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.START;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.limited;
import static dev.slipway.trainingjob.Fixtures.spec;
import static dev.slipway.trainingjob.Fixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.job.ObservedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How long an attempt may take to begin, and how long what has ended is kept. */
class LimitsTest {
  private static final TrainingJobSpec IMAGE =
      limited(spec(null), null, new Deadlines("10m", "2h", "2m", null, null, null));
  private static final TrainingJobSpec DATA =
      limited(spec(null), null, new Deadlines("10m", "2h", null, "3m", null, null));
  private static final TrainingJobSpec KEPT =
      limited(spec(null), "1h", new Deadlines("10m", "2h", null, null, null, null));

  @Test
  void anImageHasADeadlineOfItsOwnFromTheMomentWhenANodeTakesThePod() {
    World world = new World(IMAGE).settle().after("PT5M").settle();
    assertThat(world.ready()).as("no node takes it").isEqualTo("False Pending");
    Instant taken = START.plusSeconds(300);
    world
        .newest(job -> taken(waiting(job, "train", "ErrImagePull", "no such image"), taken))
        .settle();
    assertThat(world.ready()).isEqualTo("False ImagePull");
    assertThat(world.again).isEqualTo(Duration.ofMinutes(2));
    world.after("PT2M").settle();
    assertThat(world.condition("Stalled")).isEqualTo("True ImagePull");
    assertThat(world.message()).contains("no such image", "2m (deadlines.imagePull)");
    World other = new World(IMAGE).settle();
    other.newest(job -> taken(Fixtures.fetching(job), START)).after("PT5M").settle();
    assertThat(other.ready()).isEqualTo("False Initializing");
  }

  @Test
  void dataAndInitContainersHaveOne() {
    World world = new World(DATA).settle();
    world.newest(job -> taken(Fixtures.fetching(job), START)).after("PT2M").settle();
    assertThat(world.ready()).isEqualTo("False Initializing");
    assertThat(world.again).isEqualTo(Duration.ofMinutes(1));
    world.after("PT1M").settle();
    assertThat(world.ready()).isEqualTo("False Deadline");
    assertThat(world.message()).contains("3m (deadlines.initializing)");
    assertThat(world.stopped).hasSize(1);
    World other = new World(DATA).settle();
    other.newest(job -> taken(Fixtures.training(job), START)).after("PT1H").settle();
    assertThat(other.ready()).isEqualTo("False Training");
  }

  @Test
  void whatHasEndedIsRemovedInTimeAndNothingRunsAgain() {
    World world = new World(KEPT).settle().newest(Fixtures::succeeded).settle();
    assertThat(world.again).isEqualTo(Duration.ofHours(1));
    world.after("PT59M").settle();
    assertThat(world.stopped).isEmpty();
    world.after("PT1M").settle();
    assertThat(world.stopped).isEqualTo(world.created);
    assertThat(world.again).isNull();
    int writes = world.writes();
    world.after("PT48H").settle();
    assertThat(world.writes()).isEqualTo(writes);
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void asManyRunsAreRememberedAsTheSpecSays() {
    TrainingJobSpec two = Fixtures.with(spec(null), s -> s.ttl(new TrainingJobSpec.Ttl(null, 2)));
    World world = World.trained(two);
    for (int run = 2; run <= 4; run++) {
      world.ask("run " + run).settle().newest(Fixtures::succeeded).settle();
    }
    assertThat(world.status().history()).extracting(Run::number).containsExactly(3L, 2L);
    assertThat(world.stopped).as("a run of the same inputs is remembered").isEmpty();
    for (int trees = 1; trees <= 3; trees++) {
      world.edit(Fixtures.with(two, changed(trees))).settle().newest(Fixtures::succeeded).settle();
    }
    assertThat(world.status().history()).extracting(Run::number).containsExactly(6L, 5L);
    assertThat(world.stopped)
        .as("Jobs of what is forgotten")
        .containsExactlyInAnyOrderElementsOf(world.created.subList(0, 4));
  }

  private static Consumer<TrainingJobSpecBuilder> changed(int trees) {
    return s -> s.parameters(Map.of("trees", String.valueOf(trees)));
  }

  @Test
  void attemptsBeforeGoAndTheOneUnderWayStays() {
    World world = new World(KEPT).settle();
    world.newest(job -> failed(job, "train", 1, "Error", "")).settle().after("PT10S").settle();
    assertThat(world.created).hasSize(2);
    world.newest(Fixtures::training).after("PT2H").settle();
    assertThat(world.stopped).containsExactly(world.created.getFirst());
    assertThat(world.run().state()).isEqualTo("Running");
    // its end is taken before its time begins to count
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void nothingIsRemovedWhenNobodyAsks() {
    World world = World.trained(spec("rides")).after("PT999H").settle();
    assertThat(world.stopped).isEmpty();
  }

  private static ObservedJob taken(ObservedJob job, Instant moment) {
    job.pods().getFirst().getStatus().setStartTime(moment.toString());
    return job;
  }
}
