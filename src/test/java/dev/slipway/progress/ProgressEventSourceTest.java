package dev.slipway.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Dataset;
import dev.slipway.api.Progress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is asked how often, and whom an answer wakes. */
@NullUnmarked
class ProgressEventSourceTest {
  private static final ResourceID ID = new ResourceID("flights", "ns");
  private static final URI POD = URI.create("http://10.0.0.7:9090/progress");

  private final List<CompletableFuture<Progress>> asked = new ArrayList<>();
  private final List<ResourceID> woken = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private ProgressEventSource<Dataset, Progress> source;

  @BeforeEach
  void source() {
    var clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    source =
        new ProgressEventSource<>(
            uri -> {
              var answer = new CompletableFuture<Progress>();
              asked.add(answer);
              return answer;
            },
            woken::add,
            clock);
  }

  /** Seconds pass, each with its look at who is to be asked. */
  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      source.tick();
      now = now.plusSeconds(1);
    }
  }

  private static Progress percent(int percent) {
    return new Progress(percent, "source rides", null, null, null);
  }

  @Test
  void asksEveryTenSeconds() {
    pass(5);
    assertThat(asked).isEmpty();
    source.follow(ID, Map.of("p", POD));
    pass(1);
    assertThat(asked).hasSize(1);
    source.follow(ID, Map.of("p", POD));
    pass(9);
    assertThat(asked).as("reconciled again meanwhile").hasSize(1);
    pass(21);
    assertThat(asked).hasSize(4);
    source.follow(ID, Map.of());
    pass(60);
    assertThat(asked).hasSize(4);
  }

  @Test
  void wakesOnlyForNews() {
    source.follow(ID, Map.of("p", POD));
    pass(1);
    assertThat(source.read(ID)).isEmpty();
    asked.get(0).complete(percent(3));
    assertThat(woken).containsExactly(ID);
    assertThat(source.read(ID)).isEqualTo(Map.of("p", percent(3)));
    pass(10);
    asked.get(1).complete(percent(3));
    assertThat(woken).hasSize(1);
    pass(10);
    asked.get(2).completeExceptionally(new IllegalStateException("no route to host"));
    assertThat(source.read(ID)).isEqualTo(Map.of("p", percent(3)));
    pass(10);
    asked.get(3).complete(percent(4));
    assertThat(woken).hasSize(2);
  }

  @Test
  void wakesMoreAndMoreSeldomAndForTheLastNewsToo() {
    source.follow(ID, Map.of("p", POD));
    var times = new ArrayList<Long>();
    Instant start = now;
    for (int i = 0; i < 4000; i++) {
      pass(1);
      if (i < 3000 && !asked.getLast().isDone()) {
        asked.getLast().complete(percent(i));
      }
      if (woken.size() > times.size()) {
        times.add(now.getEpochSecond() - start.getEpochSecond() - 1);
      }
    }
    assertThat(times.subList(0, 8)).containsExactly(0L, 10L, 22L, 44L, 88L, 176L, 352L, 652L);
    assertThat(times).hasSize(16);
    assertThat(times.getLast()).as("what it said at 2990 s").isEqualTo(3052L);
  }

  @Test
  void anAnswerOfAPodThatIsGoneIsDropped() {
    source.follow(ID, Map.of("p", POD));
    pass(1);
    source.follow(ID, Map.of("p", URI.create("http://10.0.0.8:9090/progress")));
    asked.get(0).complete(percent(99));
    assertThat(source.read(ID)).isEmpty();
    assertThat(woken).isEmpty();
    pass(1);
    assertThat(asked).as("the next attempt's pod is asked at once").hasSize(2);
  }

  @Test
  void severalPodsOfAnObjectAreAskedEachByItself() {
    source.follow(ID, Map.of("a", POD, "b", URI.create("http://10.0.0.8:9090/progress")));
    pass(1);
    assertThat(asked).hasSize(2);
    asked.forEach(one -> one.complete(percent(5)));
    assertThat(woken).hasSize(2);
    assertThat(source.read(ID)).isEqualTo(Map.of("a", percent(5), "b", percent(5)));
    source.follow(ID, Map.of("a", POD));
    assertThat(source.read(ID)).isEqualTo(Map.of("a", percent(5)));
    pass(10);
    assertThat(asked).as("the one that is left").hasSize(3);
  }

  @Test
  void podsThatHangDoNotPileUp() {
    for (int i = 0; i < 100; i++) {
      source.follow(new ResourceID("d" + i, "ns"), Map.of("p", POD));
    }
    pass(30);
    assertThat(asked).hasSize(64);
    asked.forEach(one -> one.completeExceptionally(new IllegalStateException("timeout")));
    pass(1);
    assertThat(asked).hasSize(128);
  }
}
