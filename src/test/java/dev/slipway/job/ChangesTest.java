package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final Job JOB =
      new JobBuilder()
          .withNewMetadata()
          .withName("j")
          .withResourceVersion("1")
          .endMetadata()
          .withNewSpec()
          .withCompletions(1)
          .endSpec()
          .build();
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("p")
          .withResourceVersion("1")
          .addToFinalizers("batch.kubernetes.io/job-tracking")
          .endMetadata()
          .withNewStatus()
          .withPhase("Running")
          .endStatus()
          .build();

  @Test
  void bookkeepingOfTheJobControllerConcernsNobody() {
    Job counted =
        new JobBuilder(JOB)
            .editMetadata()
            .withResourceVersion("2")
            .endMetadata()
            .withNewStatus()
            .withActive(1)
            .withReady(1)
            .endStatus()
            .build();
    assertThat(Changes.concern(counted, JOB)).isFalse();
    Pod released =
        new PodBuilder(POD)
            .editMetadata()
            .withResourceVersion("2")
            .withFinalizers()
            .endMetadata()
            .build();
    assertThat(Changes.concern(released, POD)).isFalse();
  }

  @Test
  void endsAndDeletionsDo() {
    Job failed =
        new JobBuilder(JOB)
            .withNewStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
    assertThat(Changes.concern(failed, JOB)).isTrue();
    Job deleted =
        new JobBuilder(JOB).editMetadata().withDeletionTimestamp("2026").endMetadata().build();
    assertThat(Changes.concern(deleted, JOB)).isTrue();
    Pod ended = new PodBuilder(POD).editStatus().withPhase("Succeeded").endStatus().build();
    assertThat(Changes.concern(ended, POD)).isTrue();
    Pod going =
        new PodBuilder(POD).editMetadata().withDeletionTimestamp("2026").endMetadata().build();
    assertThat(Changes.concern(going, POD)).isTrue();
    Pod placed = new PodBuilder(POD).withNewSpec().withNodeName("n").endSpec().build();
    assertThat(Changes.concern(placed, POD)).isTrue();
  }
}
