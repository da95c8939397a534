package dev.slipway.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.monitor.collect.FakeAgent.Mood;
import dev.slipway.profile.Counters;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NullUnmarked
class AgentCollectorTest {
  private static final ResourceID MONITOR = new ResourceID("watch", "ml");
  private static final long START = 1_777_636_800L;
  private static final WindowGrid MINUTE = new WindowGrid(60);

  private final List<FakeAgent> agents = new ArrayList<>();
  private final List<AgentCollector> collectors = new ArrayList<>();
  private final List<ResourceID> woken = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong(START);
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochSecond(now.get());
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  @AfterEach
  void close() {
    collectors.forEach(AgentCollector::stop);
    agents.forEach(FakeAgent::close);
  }

  @Test
  void aClosedWindowIsTheSumOfItsAgents() throws Exception {
    var one = agent("a");
    var two = agent("b");
    var collector = collector();
    follow(collector, START, one, two);
    one.serve(START + 5, 100);
    two.serve(START + 59, 200);
    two.serve(START + 60, 1);
    now.set(START + 66);
    assertThat(rows(closed(collector, 1).getFirst(), "fares-v1")).isEqualTo(300);
    assertThat(collector.read(MONITOR).baselines()).containsOnlyKeys("fares-v1");
    assertThat(woken).contains(MONITOR);
  }

  @Test
  void theLastBucketHasTimeToArrive() throws Exception {
    var one = agent("a");
    var collector = collector();
    follow(collector, START, one);
    now.set(START + 64);
    await().until(() -> one.asked.get() > 0);
    assertThat(collector.read(MONITOR).windows()).isEmpty();
    now.set(START + 65);
    closed(collector, 1);
  }

  @Test
  void aWindowStaysUntilItIsInTheStatus() throws Exception {
    var one = agent("a");
    one.serve(START + 1, 5);
    var collector = collector();
    now.set(START + 66);
    follow(collector, START, one);
    closed(collector, 1);
    follow(collector, START, one);
    assertThat(rows(closed(collector, 1).getFirst(), "fares-v1")).isEqualTo(5);
    follow(collector, START + 60, one);
    await().until(() -> collector.read(MONITOR).windows().isEmpty());
  }

  @Test
  void whatAPodToldRemainsWhenItIsGone() throws Exception {
    var one = agent("a");
    var two = agent("b");
    var collector = collector();
    follow(collector, START, one, two);
    one.serve(START + 5, 100);
    two.serve(START + 5, 7);
    now.set(START + 30);
    await().until(() -> one.asked.get() > 0 && two.asked.get() > 0);
    // the answers must be in before the pod is gone
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    one.close();
    follow(collector, START, two);
    now.set(START + 66);
    var window = closed(collector, 1).getFirst();
    assertThat(rows(window, "fares-v1")).isEqualTo(107);
    assertThat(window.missing()).isZero();
  }

  @Test
  void aRestartedOperatorAsksForAllThatIsNotInTheStatus() throws Exception {
    var one = agent("a");
    one.serve(START + 5, 100);
    one.serve(START + 65, 50);
    one.serve(START + 125, 25);
    now.set(START + 70);
    var before = collector();
    follow(before, START, one);
    closed(before, 1);
    before.stop();
    now.set(START + 190);
    var after = collector();
    follow(after, START + 60, one);
    assertThat(closed(after, 2)).extracting(w -> rows(w, "fares-v1")).containsExactly(50L, 25L);
  }

  @Test
  void anAgentThatRestartsLosesNothingThatItTold() throws Exception {
    var one = agent("a");
    var collector = collector();
    follow(collector, START, one);
    one.serve(START + 5, 100);
    now.set(START + 21);
    await().until(() -> one.asked.get() > 0);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    one.restart();
    one.serve(START + 45, 10);
    now.set(START + 66);
    assertThat(rows(closed(collector, 1).getFirst(), "fares-v1")).isEqualTo(110);
  }

  @Test
  void versionsAreKeptApart() throws Exception {
    var one = agent("a");
    var two = agent("b");
    two.version = "fares-v2";
    var collector = collector();
    follow(collector, START, one, two);
    one.serve(START + 5, 100);
    two.serve(START + 5, 7);
    now.set(START + 66);
    var window = closed(collector, 1).getFirst();
    assertThat(rows(window, "fares-v1")).isEqualTo(100);
    assertThat(rows(window, "fares-v2")).isEqualTo(7);
    assertThat(collector.read(MONITOR).baselines()).containsOnlyKeys("fares-v1", "fares-v2");
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"HANGS", "BREAKS", "TALKS_NONSENSE", "OTHER_BINS", "BEYOND_THE_QUESTION"})
  void oneBadAgentDoesNotHoldUpTheOthers(Mood mood) throws Exception {
    var good = agent("a");
    var bad = agent("b");
    bad.mood = mood;
    var collector = collector();
    follow(collector, START, good, bad);
    good.serve(START + 5, 100);
    bad.serve(START + 6, 9);
    now.set(START + 66);
    await().until(() -> good.asked.get() > 0);
    await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
    now.set(START + 66 + Gathering.PATIENCE_SECONDS);
    var window = closed(collector, 1).getFirst();
    assertThat(rows(window, "fares-v1")).isIn(100L, 9L);
    assertThat(window.missing()).isEqualTo(1);
    assertThat(window.versions()).containsOnlyKeys("fares-v1");
  }

  @Test
  void anAgentThatIsNotReadyIsAskedButNotWaitedFor() throws Exception {
    var one = agent("a");
    var starting = agent("b");
    starting.mood = Mood.BREAKS;
    var collector = collector();
    collector.follow(
        MONITOR,
        new Target("fares", MINUTE, START, List.of(one.address(true), starting.address(false))));
    one.serve(START + 5, 100);
    now.set(START + 66);
    var window = closed(collector, 1).getFirst();
    assertThat(window.missing()).isZero();
    assertThat(starting.asked.get()).isPositive();
  }

  @Test
  void withoutAgentsAWindowIsEmpty() {
    var collector = collector();
    follow(collector, START);
    now.set(START + 66);
    assertThat(closed(collector, 1).getFirst().versions()).isEmpty();
  }

  @Test
  void nothingIsKeptForAMonitorThatIsGone() throws Exception {
    var one = agent("a");
    var collector = collector();
    follow(collector, START, one);
    now.set(START + 66);
    closed(collector, 1);
    collector.forget(MONITOR);
    await().until(() -> collector.read(MONITOR).equals(Collected.NOTHING));
  }

  @Test
  void atMostTenClosedWindowsAreHeld() throws Exception {
    var one = agent("a");
    var collector = collector();
    follow(collector, START, one);
    now.set(START + 60 * 30 + 6);
    await()
        .untilAsserted(
            () ->
                assertThat(collector.read(MONITOR).windows())
                    .hasSize(10)
                    .last()
                    .satisfies(w -> assertThat(w.end()).isEqualTo(START + 1800)));
  }

  private FakeAgent agent(String uid) throws Exception {
    var agent = new FakeAgent(uid);
    agents.add(agent);
    return agent;
  }

  private AgentCollector collector() {
    var collector = new AgentCollector(new HttpAgentClient(), clock);
    collector.start(woken::add);
    collectors.add(collector);
    return collector;
  }

  private static void follow(AgentCollector collector, long next, FakeAgent... agents) {
    collector.follow(
        MONITOR,
        new Target(
            "fares", MINUTE, next, Arrays.stream(agents).map(a -> a.address(true)).toList()));
  }

  private static List<CollectedWindow> closed(AgentCollector collector, int windows) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> collector.read(MONITOR).windows().size() >= windows);
    return collector.read(MONITOR).windows();
  }

  private static long rows(CollectedWindow window, String version) {
    return window.versions().getOrDefault(version, new Counters()).rows();
  }
}
