package dev.slipway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kubelet cuts a message that is too long, and nobody could read the rest. */
class PrepareResultTest {
  private static final Snapshot SNAPSHOT =
      new Snapshot(
          "2d1c076ff968",
          "sha256:" + "a".repeat(64),
          "s3://bucket/" + "p".repeat(200),
          12_000_000,
          10_000_000,
          1_000_000,
          1_000_000,
          1_000_000_000,
          "sha256:" + "b".repeat(64),
          "label",
          Task.BinaryClassification,
          "2026-11-20T10:00:00Z");

  private static PrepareResult result(int expectations, String text, int hints) {
    return new PrepareResult(
        SNAPSHOT,
        Collections.nCopies(expectations, new FailedExpectation(text, "Warn", text)),
        7,
        Collections.nCopies(hints, new Hint("Leakage", text.substring(0, 20), text + text)),
        null);
  }

  private static int bytes(PrepareResult result) {
    return TerminationMessage.of(result).getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void tenHintsAreHandedBack() {
    assertThat(result(0, "x".repeat(20), 30).fitting().hints()).hasSize(10);
  }

  @Test
  void asManyHintsAsFit() {
    PrepareResult fitting = result(8, "ä".repeat(80), 10).fitting();
    assertThat(bytes(fitting)).isLessThanOrEqualTo(TerminationMessage.LIMIT);
    assertThat(fitting.failedExpectations()).hasSize(8);
    PrepareResult some = result(3, "ä".repeat(80), 10).fitting();
    assertThat(some.hints()).hasSizeBetween(2, 9);
    assertThat(bytes(some)).isLessThanOrEqualTo(TerminationMessage.LIMIT);
    assertThat(bytes(some) + 700).isGreaterThan(TerminationMessage.LIMIT);
  }

  @Test
  void whatAnOlderRunnerSaysHasNoHints() {
    PrepareResult read =
        TerminationMessage.result("{\"result\":{\"quarantined\":3}}", PrepareResult.class)
            .orElseThrow();
    assertThat(read.hints()).isEqualTo(List.of());
  }
}
