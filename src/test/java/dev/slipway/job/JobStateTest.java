package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobStateTest {
  private static final String TERMINATED =
      "containerStatuses: [{name: main, state: {terminated: {exitCode: %d, reason: %s, message: said}}}]";

  @Test
  void noJob() {
    assertThat(JobState.of(null, List.of())).isInstanceOf(JobState.Absent.class);
  }

  @Test
  void aJobWithoutPodIsPending() {
    assertThat(JobState.of(job(""), List.of())).isInstanceOf(JobState.Pending.class);
  }

  @Test
  void aFailedContainerTellsItsExitCode() {
    JobState state =
        JobState.of(job("Failed"), List.of(pod("Failed", TERMINATED.formatted(3, "Error"))));
    assertThat(state)
        .isEqualTo(
            new JobState.Failed(
                "AppError", "container main exited with code 3", "main", 3, "said", "n"));
  }

  @Test
  void outOfMemory() {
    JobState state =
        JobState.of(job("Failed"), List.of(pod("Failed", TERMINATED.formatted(137, "OOMKilled"))));
    assertThat(state).extracting("reason").isEqualTo("OOMKilled");
  }

  /** The two caches are not in step: the Job's end may be seen before its pod's. */
  @Test
  void aFailedJobWaitsForItsPodsNews() {
    JobState state =
        JobState.of(
            job("Failed"),
            List.of(pod("Running", "containerStatuses: [{name: main, state: {running: {}}}]")));
    assertThat(state).isInstanceOf(JobState.Running.class);
  }

  @Test
  void aCompleteJobWaitsForItsPodsNews() {
    assertThat(JobState.of(job("Complete"), List.of(pod("Running", "conditions: []"))))
        .isInstanceOf(JobState.Running.class);
  }

  @Test
  void aCompleteJobHandsOverItsResult() {
    JobState state =
        JobState.of(
            job("Complete"), List.of(pod("Succeeded", TERMINATED.formatted(0, "Completed"))));
    assertThat(state).extracting("message").isEqualTo("said");
  }

  @Test
  void aJobWhosePodIsGoneHasLostItsResult() {
    assertThat(JobState.of(job("Complete"), List.of())).extracting("reason").isEqualTo("PodLost");
    assertThat(JobState.of(job("Failed"), List.of())).extracting("reason").isEqualTo("PodLost");
  }

  @Test
  void anImageThatCannotBePulledIsNamed() {
    JobState state =
        JobState.of(
            job(""),
            List.of(
                pod(
                    "Pending",
                    "containerStatuses: [{name: main, image: x:1, state: {waiting: {reason: ImagePullBackOff}}}]")));
    assertThat(state)
        .isEqualTo(
            new JobState.Pending("ImagePull", "image x:1 cannot be pulled: ImagePullBackOff"));
  }

  private static Job job(String condition) {
    String status =
        condition.isEmpty()
            ? "{}"
            : "{conditions: [{type: %s, status: 'True'}]}".formatted(condition);
    return Serialization.unmarshal(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nstatus: " + status, Job.class);
  }

  private static Pod pod(String phase, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, creationTimestamp: "2026-01-01T00:00:00Z"}
        spec: {nodeName: n}
        status:
          phase: %s
          %s
        """
            .formatted(phase, status),
        Pod.class);
  }
}
