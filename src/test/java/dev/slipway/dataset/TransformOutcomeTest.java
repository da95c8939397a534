package dev.slipway.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What is told of a preparation whose pod has containers of transforms. */
@NullUnmarked
class TransformOutcomeTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String MADE = "2026-11-20T10:00:00Z";
  private static final ContainerStatus STAGE = ended("prepare-0", 0, "Completed", "{}");

  private static PreparationOutcome outcome(String phase, ContainerStatus... init) {
    return outcome(phase, null, null, init);
  }

  private static PreparationOutcome outcome(
      String phase, String reason, String message, ContainerStatus... init) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withCreationTimestamp(MADE)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .withReason(reason)
            .withMessage(message)
            .withInitContainerStatuses(init)
            .endStatus()
            .build();
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withName("j")
            .withCreationTimestamp(MADE)
            .endMetadata()
            .build();
    return PreparationOutcome.of(
        new Preparation(1, 1, "j", "sha256:0", "SpecChanged", MADE, null, null),
        new ObservedJob(job, List.of(pod)),
        NOW);
  }

  private static ContainerStatus ended(String name, int code, String reason, String message) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(reason)
        .withMessage(message)
        .withFinishedAt("2026-11-20T11:50:00Z")
        .endTerminated()
        .endState()
        .build();
  }

  private static ContainerStatus waiting(String name, String reason) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withImage("vectors:1")
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .endWaiting()
        .endState()
        .build();
  }

  private static PreparationOutcome.Broke broke(PreparationOutcome outcome) {
    return (PreparationOutcome.Broke) outcome;
  }

  @Test
  void anExitIsToldWithStepCodeAndLastWordsAndTriedAgain() {
    var broke =
        broke(
            outcome(
                "Failed", STAGE, ended("transform-12", 3, "Error", "Traceback\nNo such file\n")));
    assertThat(broke.reason()).isEqualTo("TransformFailed");
    assertThat(broke.message())
        .isEqualTo(
            "steps[12] transform: its container exited with code 3: Traceback\nNo such file");
    assertThat(broke.retryable()).isTrue();
  }

  @Test
  void runningOutOfMemoryIsFinal() {
    var broke = broke(outcome("Failed", STAGE, ended("transform-2", 137, "OOMKilled", null)));
    assertThat(broke.reason()).isEqualTo("OOMKilled");
    assertThat(broke.message())
        .startsWith("steps[2] transform: its container needed more memory than its limit")
        .contains("transform.container.resources.limits.memory");
    assertThat(broke.retryable()).isFalse();
  }

  /**
   * A user's container cannot say that it was the source's fault, or that nothing is to be tried.
   */
  @Test
  void whatItSaysOfItselfIsNotBelieved() {
    String lie = TerminationMessage.of(new Failure("SourceNotFound", "not me", false));
    var broke = broke(outcome("Failed", STAGE, ended("transform-0", 1, "Error", lie)));
    assertThat(broke.reason()).isEqualTo("TransformFailed");
    assertThat(broke.retryable()).isTrue();
    assertThat(broke.message()).contains(lie);
  }

  @Test
  void aStageOfOursSpeaksForItself() {
    String truth = TerminationMessage.of(new Failure("SourceNotFound", "no file", false));
    var broke = broke(outcome("Failed", ended("prepare-0", 1, "Error", truth)));
    assertThat(broke.reason()).isEqualTo("SourceNotFound");
    assertThat(broke.message()).isEqualTo("no file");
  }

  @Test
  void anOverfilledScratchVolumeIsFinal() {
    var broke =
        broke(
            outcome(
                "Failed",
                "Evicted",
                "Usage of EmptyDir volume \"slipway-scratch\" exceeds the limit \"10Gi\". ",
                STAGE));
    assertThat(broke.reason()).isEqualTo("ScratchFull");
    assertThat(broke.retryable()).isFalse();
    var other = broke(outcome("Failed", "Evicted", "The node was low on resource: memory.", STAGE));
    assertThat(other.reason()).isEqualTo("Evicted");
    assertThat(other.retryable()).isTrue();
  }

  /** The stage before took nearly two hours; the hour for the image begins at its end. */
  @Test
  void theTimeForAnImageBeginsWhenTheContainerBeforeItHasEnded() {
    for (String reason : List.of("ErrImagePull", "PodInitializing")) {
      var going =
          (PreparationOutcome.Going) outcome("Pending", STAGE, waiting("transform-1", reason));
      assertThat(going.trouble()).isEqualTo(reason.equals("ErrImagePull") ? "ImagePull" : null);
      assertThat(going.again()).hasMinutes(50);
    }
    assertThat(broke(outcome("Pending", waiting("prepare-0", "ErrImagePull"))).reason())
        .isEqualTo("ImagePull");
  }
}
