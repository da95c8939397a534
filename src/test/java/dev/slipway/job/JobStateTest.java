package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {
  private static final String TERMINATED =
      "containerStatuses: [{name: main, state: {terminated: {exitCode: %d, reason: %s, message: said}}}]";

  private static final Instant NOW = Instant.parse("2026-01-01T00:30:00Z");

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

  /** What Kubernetes says of a pod that it takes away, and what we make of it. */
  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "DisruptionTarget,PreemptionByScheduler,Preempted",
    "DisruptionTarget,EvictionByEvictionAPI,Evicted",
    "DisruptionTarget,TerminationByKubelet,Evicted",
    "DisruptionTarget,SomethingNew,Evicted",
    "DisruptionTarget,DeletionByTaintManager,NodeLost",
    "DisruptionTarget,DeletionByPodGC,NodeLost",
    "TerminationTarget,StoppedByKueue,Preempted",
  })
  void aDisruptionComesBeforeTheExitCodeThatItCaused(String type, String reason, String expected) {
    JobState state =
        JobState.of(
            job("Failed"),
            List.of(
                pod(
                    "Failed",
                    TERMINATED.formatted(143, "Error") + disruption(type, reason, "True"))));
    assertThat(state)
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(expected);
              assertThat(failed.message()).contains("because");
              assertThat(failed.node()).isEqualTo("n");
            });
  }

  @Test
  void aDisruptionThatWasTakenBackIsNone() {
    JobState state =
        JobState.of(
            job("Failed"),
            List.of(
                pod(
                    "Failed",
                    TERMINATED.formatted(3, "Error")
                        + disruption("DisruptionTarget", "EvictionByEvictionAPI", "False"))));
    assertThat(state).extracting("reason").isEqualTo("AppError");
  }

  @Test
  void aPodThatEndsWellWhileItIsTakenAwayHasEndedWell() {
    JobState state =
        JobState.of(
            job(""),
            List.of(
                pod(
                    "Succeeded",
                    TERMINATED.formatted(0, "Completed")
                        + disruption("DisruptionTarget", "EvictionByEvictionAPI", "True"))));
    assertThat(state).isInstanceOf(JobState.Succeeded.class);
  }

  /** The operator may have been away while the pod ended; the Job remembers. */
  @Test
  void aJobTellsThatItsPodWasTakenAway() {
    Job job = job("Failed");
    job.getStatus().getConditions().getFirst().setReason("PodFailurePolicy");
    job.getStatus().getConditions().getFirst().setMessage("Pod ns/p has DisruptionTarget");
    assertThat(JobState.of(job, List.of()))
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("Evicted");
              assertThat(failed.message()).contains("ns/p");
            });
  }

  @Test
  void aPodThatIsOverdueIsLostWithItsNode() {
    Pod pod =
        pod(
            "Running",
            "containerStatuses: [{name: main, state: {running: {}}}]"
                + disruption("DisruptionTarget", "DeletionByTaintManager", "True"));
    assertThat(JobState.of(job(""), List.of(pod), NOW)).isInstanceOf(JobState.Running.class);
    pod.getMetadata().setDeletionTimestamp("2026-01-01T00:30:00Z"); // with its grace period
    assertThat(JobState.of(job(""), List.of(pod), NOW.plusSeconds(59)))
        .isInstanceOf(JobState.Running.class);
    assertThat(new ObservedJob(job(""), List.of(pod)).doubt(NOW)).hasValue(Duration.ofMinutes(1));
    assertThat(JobState.of(job("Failed"), List.of(pod), NOW.plusSeconds(60)))
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("NodeLost");
              assertThat(failed.message()).contains("node n does not answer", "because");
            });
    Pod ended = pod("Failed", TERMINATED.formatted(1, "Error"));
    ended.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(JobState.of(job(""), List.of(ended), NOW))
        .extracting("reason")
        .isEqualTo("AppError");
    assertThat(new ObservedJob(job(""), List.of(ended)).doubt(NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Unknown,x", "Running,NodeLost"})
  void aPodOfWhichNothingIsKnownIsLost(String phase, String reason) {
    assertThat(JobState.of(job(""), List.of(pod(phase, "reason: " + reason)), NOW))
        .extracting("reason")
        .isEqualTo("NodeLost");
  }

  @Test
  void tellsItsOwnExcessFromTheNodesShortage() {
    String own =
        "reason: Evicted\n  message: 'Usage of EmptyDir volume \"x\" exceeds the limit \"1Gi\". '";
    String node =
        "reason: Evicted\n  message: 'The node was low on resource: memory. Container main was using 2Gi, request is 1Gi. '";
    assertThat(new ObservedJob(job("Failed"), List.of(pod("Failed", own))).outOfStorage()).isTrue();
    assertThat(new ObservedJob(job("Failed"), List.of(pod("Failed", node))).outOfStorage())
        .isFalse();
    assertThat(
            new ObservedJob(
                    job("Failed"),
                    List.of(
                        pod(
                            "Failed",
                            own + disruption("DisruptionTarget", "TerminationByKubelet", "True"))))
                .outOfStorage())
        .isFalse();
  }

  private static String disruption(String type, String reason, String status) {
    return "\n  conditions: [{type: %s, status: '%s', reason: %s, message: because}]"
        .formatted(type, status, reason);
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
