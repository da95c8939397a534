package dev.slipway.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowGridTest {
  @ParameterizedTest
  @CsvSource({
    "30,2026-05-01T12:34:56Z,2026-05-01T12:34:30Z",
    "600,2026-05-01T12:34:56Z,2026-05-01T12:30:00Z",
    "3600,2026-05-01T12:34:56Z,2026-05-01T12:00:00Z",
    "86400,2026-05-01T12:34:56Z,2026-05-01T00:00:00Z",
  })
  void windowsBeginWithTheFullHour(long seconds, Instant moment, Instant start) {
    assertThat(Instant.ofEpochSecond(new WindowGrid(seconds).start(moment))).isEqualTo(start);
  }

  @Test
  void aNewMonitorBeginsWithTheWindowItWasMadeIn() {
    Instant made = Instant.parse("2026-05-01T12:34:56Z");
    assertThat(new WindowGrid(600).next(null, made, made.plusSeconds(10)))
        .isEqualTo(Instant.parse("2026-05-01T12:30:00Z").getEpochSecond());
  }

  @Test
  void afterARestartItGoesOnWhereTheStatusEnds() {
    Instant now = Instant.parse("2026-05-01T12:34:56Z");
    Instant done = Instant.parse("2026-05-01T12:10:00Z");
    assertThat(new WindowGrid(600).next(done, Instant.EPOCH, now)).isEqualTo(done.getEpochSecond());
  }

  @Test
  void afterALongTimeOnlyWhatAgentsStillKnowExactlyIsAskedFor() {
    Instant now = Instant.parse("2026-05-01T12:34:56Z");
    assertThat(new WindowGrid(600).next(Instant.parse("2026-04-01T00:00:00Z"), Instant.EPOCH, now))
        .isEqualTo(Instant.parse("2026-05-01T11:30:00Z").getEpochSecond());
    assertThat(
            new WindowGrid(86400).next(Instant.parse("2026-04-01T00:00:00Z"), Instant.EPOCH, now))
        .isEqualTo(Instant.parse("2026-04-30T00:00:00Z").getEpochSecond());
  }
}
