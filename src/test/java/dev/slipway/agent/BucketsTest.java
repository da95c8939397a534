package dev.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Counters;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final long DAY = 1_700_006_400L;

  @Property(tries = 200)
  void windowsThatFollowEachOtherAddUpToASinglePass(
      @ForAll @Size(max = 200) List<@IntRange(max = 3000) Integer> moments,
      @ForAll @IntRange(min = 1, max = 50) int window) {
    var buckets = new Buckets();
    var whole = new Counters();
    for (int moment : moments) {
      buckets.count(DAY + moment, counters -> count(counters, moment));
      count(whole, moment);
    }
    long now = DAY + 3010;

    var merged = new Counters();
    long end = 0;
    for (long from = DAY; from < DAY + 3010; from = end) {
      AgentCounters part = buckets.read("a", "m-v1", from, from + window * 10L, now);
      merged.add(part.counters());
      assertThat(part.from()).isEqualTo(from);
      end = part.to();
    }

    assertThat(merged).isEqualTo(whole);
    assertThat(buckets.read("a", "m-v1", DAY, DAY + 3010, now).counters()).isEqualTo(whole);
  }

  @Property(tries = 50)
  void nothingIsLostWhenShortBucketsBecomeLongOnes(
      @ForAll @Size(max = 100) List<@IntRange(max = 40_000) Integer> moments) {
    var buckets = new Buckets();
    var whole = new Counters();
    for (int moment : moments.stream().sorted().toList()) {
      buckets.count(DAY + moment, counters -> count(counters, moment));
      count(whole, moment);
    }

    assertThat(buckets.read("a", null, DAY, DAY + 40_200, DAY + 40_200).counters())
        .isEqualTo(whole);
    assertThat(buckets.read("a", null, DAY, DAY + 40_200, DAY + 130_000).counters())
        .isEqualTo(whole);
  }

  @Test
  void onlyWholePastBucketsAreTold() {
    var buckets = new Buckets();
    buckets.count(DAY + 5, counters -> counters.rows(1));
    buckets.count(DAY + 15, counters -> counters.rows(10));
    buckets.count(DAY + 25, counters -> counters.rows(100));

    AgentCounters seen = buckets.read("a", null, DAY + 3, DAY + 40, DAY + 27);

    assertThat(seen.from()).isEqualTo(DAY + 10);
    assertThat(seen.to()).isEqualTo(DAY + 20);
    assertThat(seen.counters().rows()).isEqualTo(10);
  }

  @Test
  void anEmptySpanIsEmpty() {
    AgentCounters seen = new Buckets().read("a", null, DAY + 100, DAY, DAY + 1000);

    assertThat(seen.from()).isEqualTo(seen.to());
    assertThat(seen.counters()).isEqualTo(new Counters());
  }

  @Test
  void whatIsOlderThanTwoDaysIsForgotten() {
    var buckets = new Buckets();
    buckets.count(DAY, counters -> counters.rows(1));

    long later = DAY + 49 * 3600;
    assertThat(buckets.read("a", null, DAY, later, later).counters().rows()).isZero();
  }

  private static void count(Counters counters, int moment) {
    counters.request(moment % 7 == 0, moment / 1000.0);
    counters.rows(moment % 3);
    counters.column("temp", 4)[moment % 4]++;
  }
}
