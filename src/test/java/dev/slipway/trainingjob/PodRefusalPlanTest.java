package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.PodRefusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Attempts whose pods the namespace does not take. */
class PodRefusalPlanTest {
  private static final String FULL = "exceeded quota: team, requested: pods=1, used: pods=1";

  @Test
  void waitsUntilThereIsRoom() {
    World world = new World(Fixtures.spec(null)).settle();
    refused(world, PodRefusal.QUOTA_EXCEEDED, world.now);
    world.settle();
    assertThat(world.ready()).isEqualTo("False QuotaExceeded");
    assertThat(world.message()).isEqualTo(FULL);
    assertThat(world.status().phase()).isEqualTo("Pending");
    int writes = world.writes();
    refused(world, PodRefusal.QUOTA_EXCEEDED, world.now.plusSeconds(40));
    world.after("PT1M").settle();
    assertThat(world.writes()).as("said once").isEqualTo(writes);

    world.newest(Fixtures::training).settle();
    assertThat(world.status().phase()).isEqualTo("Running");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
  }

  @Test
  void waitsNoLongerThanThePendingDeadline() {
    World world = new World(Fixtures.spec(null)).settle();
    refused(world, PodRefusal.FORBIDDEN, world.now);
    world.settle();
    assertThat(world.ready()).isEqualTo("False Forbidden");
    world.after("PT10M").settle();
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.run().reason()).isEqualTo("Forbidden");
    assertThat(world.message()).contains(FULL).contains("deadlines.pending");
  }

  @Test
  void whatWasSaidBeforeItWasLetRunDoesNotCount() {
    World world = new World(Queueing.spec("team")).settle();
    refused(world, PodRefusal.QUOTA_EXCEEDED, world.now);
    world.after("PT1H");
    world.newest(job -> Fixtures.pending(Queueing.admitted(job, world.now))).settle();
    assertThat(world.ready()).isEqualTo("False Pending");
    refused(world, PodRefusal.QUOTA_EXCEEDED, world.now.plusSeconds(1));
    world.after("PT2S").settle();
    assertThat(world.ready()).isEqualTo("False QuotaExceeded");
  }

  private static void refused(World world, String reason, Instant at) {
    world.news.put(Queueing.uid(world), new JobNews(null, new PodRefusal(reason, FULL, at)));
  }
}
