package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.limited;
import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.ResourceUse;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingProgress;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.contract.AttendResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What training code reports while it trains, and what follows when it does not. */
class ReportTest {
  private static final ResourceUse USE = new ResourceUse(6656000, 4.65);
  private static final TrainingJobSpec STALLS =
      limited(spec(null), null, new Deadlines("10m", "2h", null, null, "5m", null));

  @Test
  void isInTheStatusUntilTheAttemptEnds() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).after("PT2S").settle();
    assertThat(world.run().progress()).isNull();
    world.progress = told("2026-11-20T10:00:05Z");
    world.after("PT10S").settle();
    assertThat(world.run().progress()).isEqualTo(world.progress);
    int writes = world.writes();
    world.after("PT10S").settle();
    assertThat(world.writes()).as("nothing new").isEqualTo(writes);
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().progress()).isNull();
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void silenceIsAStallThatIsTriedAgain() {
    World world = new World(STALLS).settle().newest(Fixtures::training);
    world.progress = told("2026-11-20T10:02:00Z");
    world.after("PT3M").settle();
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(world.again).isEqualTo(Duration.ofMinutes(4).plusSeconds(15));
    world.after("PT4M15S").settle();
    assertThat(world.ready()).isEqualTo("False Retrying");
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::node)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Stalled", "node-1"));
    assertThat(world.stopped).hasSize(1);
    assertThat(world.message()).contains("deadlines.stalled (5m)");
    world.progress = null;
    world.after("PT10S").settle();
    assertThat(world.created).hasSize(2);
  }

  @Test
  void whoNeverReportsStallsFromTheBeginning() {
    World world = new World(STALLS).settle().newest(Fixtures::training);
    world.progress = TrainingProgressBuilder.builder().build();
    world.after("PT5M").settle();
    assertThat(world.run().state()).isEqualTo("Running");
    world.after("PT15S").settle();
    assertThat(world.ready()).isEqualTo("False Retrying");
  }

  @Test
  void aPodThatCannotBeAskedIsNotJudged() {
    World world = new World(STALLS).settle().newest(Fixtures::training).after("PT1H").settle();
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(world.ready()).isEqualTo("False Training");
  }

  @Test
  void whatTheSidecarHasLeftStaysWithTheAttempt() {
    World world = new World(spec(null)).settle().newest(Fixtures::training);
    world.progress = saved(3);
    world.after("PT10S").settle();
    assertThat(world.run().progress()).isEqualTo(saved(3));
    world
        .newest(
            job ->
                Fixtures.lastWords(
                    Fixtures.failed(job, "train", 1, "Error", ""),
                    new AttendResult(checkpoint(4), Map.of(), USE)))
        .settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::checkpoint, Attempt::resources)
        .containsExactly(tuple(checkpoint(4), USE));
    world.progress = null;
    world.after("PT10S").settle().newest(Fixtures::training);
    world.progress = saved(5);
    world.after("PT10S").settle().newest(job -> Fixtures.disrupted(job, "EvictionByEvictionAPI"));
    world.settle();
    assertThat(world.status().attempts())
        .as("a pod that left no word")
        .extracting(Attempt::checkpoint, Attempt::resources)
        .containsExactly(tuple(checkpoint(4), USE), tuple(checkpoint(5), null));
  }

  private static TrainingProgress saved(int number) {
    return TrainingProgressBuilder.builder().checkpoint(checkpoint(number)).build();
  }

  private static Checkpoint checkpoint(int number) {
    return new Checkpoint(number, "2026-11-20T10:00:0" + number + "Z", 100);
  }

  private static TrainingProgress told(String moment) {
    return TrainingProgressBuilder.builder()
        .percent(40)
        .remainingSeconds(60L)
        .metrics(Map.of("loss", 0.5))
        .reportedAt(moment)
        .build();
  }
}
