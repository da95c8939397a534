package dev.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SpoolTest {
  private static final Instant TEN = Instant.parse("2026-01-02T10:59:59Z");
  private static final Instant ELEVEN = Instant.parse("2026-01-02T11:00:00Z");

  private final MemoryStore store = new MemoryStore();
  private final AgentMetrics metrics = new AgentMetrics();

  @Test
  void linesOfAnHourGoTogetherIntoItsFolder() {
    Spool spool = spool(1 << 20, Duration.ofHours(1));

    spool.offer(line("a"), TEN);
    spool.offer(line("b"), TEN);
    spool.offer(line("c"), ELEVEN);
    spool.close();

    assertThat(store.lines("2026-01-02/10")).containsExactly("a", "b");
    assertThat(store.lines("2026-01-02/11")).containsExactly("c");
    assertThat(store.paths())
        .allMatch(path -> path.matches("2026-01-02/1[01]/pod-7-\\d+\\.ndjson\\.gz"));
  }

  @Test
  void linesAreWrittenAfterTheirTimeOrWhenThereAreEnough() {
    try (Spool slow = spool(4 << 20, Duration.ofHours(1))) {
      slow.offer(new byte[1 << 20], TEN);
      await().until(() -> store.paths().size() == 1);
    }
    try (Spool quick = spool(1 << 20, Duration.ofMillis(20))) {
      quick.offer(line("a"), ELEVEN);
      await().until(() -> store.paths().size() == 2);
      await().until(() -> quick.waitingBytes() == 0);
    }
  }

  @Test
  void aStoreThatFailsIsTriedAgainAndNothingTwice() {
    store.failNext(1);
    try (Spool spool = spool(1 << 20, Duration.ofMillis(10))) {
      spool.offer(line("a"), TEN);
      await().until(() -> store.paths().size() == 1);
    }

    assertThat(store.lines("2026-01-02/10")).containsExactly("a");
    assertThat(metrics.value(AgentMetrics.Count.STORE_FAILURES)).isEqualTo(1);
  }

  @Test
  void whileTheStoreHangsNoMoreThanTheCapacityIsKept() {
    var hanging = new CountDownLatch(1);
    store.hang(hanging);
    Spool spool = spool(1000, Duration.ofMillis(1));
    int taken = 0;
    for (int i = 0; i < 500; i++) {
      taken += spool.offer(line("123456789"), TEN) ? 1 : 0;
    }

    assertThat(taken).isEqualTo(100);
    assertThat(spool.waitingBytes()).isEqualTo(1000);
    hanging.countDown();
    spool.close();
    assertThat(store.lines("2026-01-02/10")).hasSize(100);
    assertThat(spool.offer(line("late"), TEN)).isFalse();
  }

  @Test
  void theEndDoesNotWaitForAStoreThatHangs() {
    store.hang(new CountDownLatch(1));
    Spool spool = spool(1000, Duration.ofMillis(1));
    spool.offer(line("a"), TEN);
    long started = System.nanoTime();

    spool.close(Duration.ofMillis(100));

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }

  private Spool spool(long capacity, Duration flush) {
    return new Spool("captures", "pod-7", () -> store, capacity, flush, metrics);
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
