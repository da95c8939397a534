package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastWordsTest {
  @Test
  void areTheEndOfWhatAContainerLeft() {
    assertThat(LastWords.of(pod("  loss 0.1\nloss 0.05\n"), "train"))
        .isEqualTo("loss 0.1\nloss 0.05");
    assertThat(LastWords.of(pod("a".repeat(400) + "b".repeat(500)), "train"))
        .isEqualTo("…" + "b".repeat(500));
    assertThat(LastWords.of("what it said\n")).isEqualTo(": what it said");
  }

  @Test
  void areNotThoseOfAnotherContainerOrOfOneThatRuns() {
    assertThat(LastWords.of(pod("said"), "publish")).isNull();
    assertThat(LastWords.of(pod(" \n"), "train")).isNull();
    assertThat(LastWords.of(pod(null), "train")).isNull();
    assertThat(LastWords.of(new Pod(), "train")).isNull();
    assertThat(LastWords.of(running(), "train")).isNull();
    assertThat(LastWords.of((String) null)).isEmpty();
  }

  private static Pod pod(@Nullable String message) {
    return new PodBuilder()
        .withNewStatus()
        .addNewInitContainerStatus()
        .withName("train")
        .withNewState()
        .withNewTerminated()
        .withExitCode(0)
        .withMessage(message)
        .endTerminated()
        .endState()
        .endInitContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod running() {
    return new PodBuilder()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("train")
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
