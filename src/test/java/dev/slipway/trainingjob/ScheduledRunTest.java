package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.dataset;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.ready;
import static dev.slipway.trainingjob.Fixtures.scheduled;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.status.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of a schedule. The first run of each world starts on Friday at 10:00 UTC. */
class ScheduledRunTest {
  private static final String NOON_IN_BERLIN = "0 12 * * *";

  @Test
  void startsWithTheDataOfItsTimeAndOnce() {
    World world = World.trained(scheduled("rides", NOON_IN_BERLIN, "Europe/Berlin"));
    assertThat(world.condition("Scheduled")).isEqualTo("True Scheduled");
    assertThat(world.message("Scheduled")).contains("2026-11-20T11:00:00Z");
    assertThat(world.again).isEqualTo(Duration.ofHours(1));
    world.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    world.after("PT59M59S").settle();
    assertThat(world.created).hasSize(1);
    world.after("PT1S").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().trigger()).isEqualTo("Scheduled");
    assertThat(world.run().snapshot()).isEqualTo(snapshot("two", "2026-11-20T10:30:00Z"));
    assertThat(world.message("Scheduled")).contains("2026-11-21T11:00:00Z");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v2");
    world.after("PT1H").settle();
    assertThat(world.created).hasSize(2);
  }

  @Test
  void reusesTheModelOfEqualInputs() {
    World world = World.trained(scheduled("rides", "0 12 * * *", null)).after("PT2H").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("True Reused");
    assertThat(world.run().trigger()).isEqualTo("Scheduled");
    assertThat(world.run().state()).isEqualTo("Succeeded");
    assertThat(world.run().reason()).isEqualTo("Reused");
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
    assertThat(world.run().number()).isEqualTo(2);
    assertThat(world.run().attempt()).as("no attempt was made").isEqualTo(1);
    for (int day = 0; day < 12; day++) {
      world.after("PT24H").settle();
    }
    assertThat(world.created).hasSize(1);
    world.ask("now").settle();
    assertThat(world.created).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void trainsWhenTheModelIsGone() {
    World world = World.trained(scheduled(null, "0 12 * * *", null));
    world.versions.clear();
    world.after("PT2H").settle();
    assertThat(world.created).hasSize(2);
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v2");
  }

  @Test
  void triesFailedInputsAgain() {
    World world = new World(scheduled(null, "0 12 * * *", null)).settle();
    world.newest(job -> failed(job, "publish", 1, "Error", World.NO_MODEL)).settle();
    world.after("PT2H").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().trigger()).isEqualTo("Scheduled");
  }

  @Test
  void missedTimesAreCaughtUpOnce() {
    World world = World.trained(scheduled(null, "*/10 * * * *", null));
    world.versions.clear();
    world.after("PT95M").settle();
    assertThat(world.created).hasSize(2);
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.message("Scheduled")).contains("2026-11-20T11:40:00Z");
    assertThat(world.again).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void neverTwoAtOnce() {
    World world = new World(scheduled(null, "*/10 * * * *", null)).settle();
    world.newest(Fixtures::training).after("PT35M").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.condition("Scheduled")).isEqualTo("True Scheduled");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).as("of its times one is caught up").isEqualTo("True Reused");
    assertThat(world.status().history()).hasSize(1);
  }

  @Test
  void waitsForADatasetThatIsBeingPrepared() {
    World world = World.trained(scheduled("rides", "0 12 * * *", null));
    world.dataset = dataset(null, Conditions.Summary.RECONCILING, "Preparing", null);
    world.after("PT2H").settle();
    assertThat(world.ready()).isEqualTo("False DatasetPending");
    world.dataset = ready(snapshot("two", "2026-11-20T12:00:30Z"));
    world.settle();
    assertThat(world.run().trigger()).isEqualTo("Scheduled");
    assertThat(world.created).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "every day at noon, , minute",
    "0 12 * * *, Europe/Atlantis, Europe/Atlantis",
    "0 0 30 2 *, , never"
  })
  void aScheduleThatCannotBeReadStopsNothingElse(
      String cron, @org.jspecify.annotations.Nullable String zone, String says) {
    World world = new World(scheduled("rides", cron, zone));
    world.dataset = ready(snapshot("one", "2026-11-20T09:30:00Z"));
    world.settle();
    assertThat(world.condition("Scheduled")).isEqualTo("False ScheduleInvalid");
    assertThat(world.message("Scheduled")).contains(says);
    assertThat(world.created).hasSize(1);
    world.newest(Fixtures::succeeded).settle().ask("now").settle();
    assertThat(world.created).hasSize(2);
    world.edit(spec("rides")).settle();
    assertThat(world.condition("Scheduled")).isEqualTo("False NotScheduled");
  }

  @Test
  void nothingIsToldWithoutASchedule() {
    assertThat(World.trained(spec(null)).condition("Scheduled")).isEqualTo("none");
  }
}
