package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.limited;
import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingProgress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What training code reports while it trains, and what follows when it does not. */
class ReportTest {
  private static final TrainingJobSpec STALLS =
      limited(spec(null), null, new Deadlines("10m", "2h", null, null, "5m"));

  @Test
  void isInTheStatusUntilTheAttemptEnds() {
    World world = new World(spec(null)).settle().newest(Fixtures::training).after("PT1S").settle();
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
    world.progress = new TrainingProgress(null, null, Map.of(), null);
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

  private static TrainingProgress told(String moment) {
    return new TrainingProgress(40, 60L, Map.of("loss", 0.5), moment);
  }
}
