package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a Job of several pods. */
class RankStateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:30:00Z");
  private static final String STRICT = "backoffLimit: 0";
  private static final String BY_RANK_ZERO =
      "backoffLimitPerIndex: 0, successPolicy: {rules: [{succeededIndexes: '0'}]}";
  private static final String FIRST_SUCCESS =
      "backoffLimit: 0, successPolicy: {rules: [{succeededCount: 1}]}";
  private static final String BY_ANY =
      "backoffLimitPerIndex: 0, successPolicy: {rules: [{succeededCount: 1}]}";

  @Test
  void runsWhenAllRun() {
    assertThat(state(STRICT, running(0), running(1)))
        .isEqualTo(
            new JobState.Pending("Pending", "2 of 3 pods run; the others are being created"));
    assertThat(state(STRICT, running(0), running(1), pod(2, "Pending", "")))
        .isEqualTo(
            new JobState.Pending("Initializing", "2 of 3 pods run; its containers are starting"));
    assertThat(state(STRICT, running(2), running(1), running(0)))
        .isEqualTo(new JobState.Running("node-0"));
  }

  @Test
  void tellsWhichIsKeptFromRunning() {
    assertThat(
            state(
                STRICT,
                running(0),
                pod(
                    1,
                    "Pending",
                    "conditions: [{type: PodScheduled, status: 'False', message: no room}]"),
                running(2)))
        .isEqualTo(new JobState.Pending("Unschedulable", "2 of 3 pods run; rank 1: no room"));
  }

  @Test
  void tellsWhichIsLostWithItsNode() {
    Pod lost = running(1);
    lost.getMetadata().setDeletionTimestamp("2026-01-01T00:10:00Z");
    assertThat(JobState.of(job(STRICT, null), List.of(running(0), lost, running(2)), NOW))
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("NodeLost");
              assertThat(failed.message()).startsWith("rank 1: node node-1 does not answer");
            });
  }

  @Test
  void theFirstThatFailedIsTheReason() {
    JobState state =
        state(
            STRICT,
            failed(0, 1, "Error", "2026-01-01T00:10:05Z"),
            failed(1, 137, "OOMKilled", "2026-01-01T00:10:01Z"),
            failed(2, 143, "Error", "2026-01-01T00:10:09Z"));
    assertThat(state)
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("OOMKilled");
              assertThat(failed.message()).startsWith("rank 1: container main needed more memory");
              assertThat(failed.node()).isEqualTo("node-1");
            });
  }

  @Test
  void thoseThatAFailedJobDeletesAreNotTheReason() {
    Pod stopped = failed(0, 143, "Error", "2026-01-01T00:10:01Z");
    stopped.getMetadata().setDeletionTimestamp("2026-01-01T00:10:00Z");
    Pod failed = failed(1, 3, "Error", "2026-01-01T00:10:02Z");
    assertThat(JobState.of(job(STRICT, "Failed"), List.of(stopped, failed)))
        .isInstanceOfSatisfying(
            JobState.Failed.class, state -> assertThat(state.message()).startsWith("rank 1"));
    assertThat(JobState.of(job(STRICT, "Failed"), List.of(stopped, running(1))))
        .isEqualTo(
            new JobState.Failed(
                "PodLost", "rank 0: its pod was deleted", null, null, null, "node-0"));
  }

  @Test
  void oneThatFailsIsEnough() {
    assertThat(state(STRICT, running(0), running(1), failed(2, 3, "Error", "2026-01-01T00:10:09Z")))
        .isInstanceOf(JobState.Failed.class);
  }

  @Test
  void succeedsWithAll() {
    assertThat(state(STRICT, succeeded(0), succeeded(1), running(2)))
        .isNotInstanceOf(JobState.Succeeded.class);
    assertThat(state(STRICT, succeeded(2), succeeded(1), succeeded(0)))
        .isInstanceOfSatisfying(
            JobState.Succeeded.class, end -> assertThat(end.message()).isEqualTo("said by 0"));
  }

  @Test
  void whereRankZeroDecidesTheOthersMayFail() {
    assertThat(
            state(
                BY_RANK_ZERO,
                running(0),
                running(1),
                failed(2, 1, "Error", "2026-01-01T00:10:00Z")))
        .isNotInstanceOf(JobState.Failed.class);
    assertThat(
            state(
                BY_RANK_ZERO,
                failed(0, 4, "Error", "2026-01-01T00:10:00Z"),
                running(1),
                running(2)))
        .isInstanceOf(JobState.Failed.class);
    Job complete = job(BY_RANK_ZERO, "Complete");
    assertThat(
            JobState.of(
                complete,
                List.of(
                    succeeded(0),
                    failed(1, 143, "Error", "2026-01-01T00:10:00Z"),
                    failed(2, 143, "Error", "2026-01-01T00:10:00Z"))))
        .isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void whereAnyDecidesTheFirstThatSucceededIsTaken() {
    assertThat(
            state(
                BY_ANY,
                failed(0, 1, "Error", "2026-01-01T00:10:00Z"),
                failed(1, 1, "Error", "2026-01-01T00:10:00Z"),
                running(2)))
        .isNotInstanceOf(JobState.Failed.class);
    assertThat(
            JobState.of(
                job(BY_ANY, "Complete"),
                List.of(
                    failed(0, 143, "Error", "2026-01-01T00:10:00Z"),
                    failed(1, 143, "Error", "2026-01-01T00:10:00Z"),
                    succeeded(2))))
        .isInstanceOfSatisfying(
            JobState.Succeeded.class, end -> assertThat(end.message()).isEqualTo("said by 2"));
    assertThat(
            JobState.of(
                job(BY_ANY, "Failed"),
                List.of(
                    failed(0, 1, "Error", "2026-01-01T00:10:04Z"),
                    failed(1, 5, "Error", "2026-01-01T00:10:00Z"),
                    failed(2, 1, "Error", "2026-01-01T00:10:04Z"))))
        .isInstanceOfSatisfying(
            JobState.Failed.class, failed -> assertThat(failed.exitCode()).isEqualTo(5));
  }

  @Test
  void thoseThatASuccessStopsAreNoFailure() {
    Pod stopped = failed(0, 143, "Error", "2026-01-01T00:10:01Z");
    stopped.getMetadata().setDeletionTimestamp("2026-01-01T00:10:00Z");
    Pod torn = failed(2, 1, "Error", "2026-01-01T00:10:01Z");
    List<Pod> pods = List.of(stopped, succeeded(1), torn);
    assertThat(JobState.of(job(FIRST_SUCCESS, null), pods))
        .as("the Job has the last word")
        .isEqualTo(new JobState.Running("node-0"));
    assertThat(JobState.of(job(FIRST_SUCCESS, "SuccessCriteriaMet"), pods))
        .isInstanceOfSatisfying(
            JobState.Succeeded.class, end -> assertThat(end.message()).isEqualTo("said by 1"));
    assertThat(JobState.of(job(FIRST_SUCCESS, "FailureTarget"), pods))
        .isInstanceOfSatisfying(
            JobState.Failed.class, state -> assertThat(state.message()).startsWith("rank 2"));
  }

  @Test
  void theEndOfAJobIsKnownBeforeThatOfThePodThatCounts() {
    assertThat(
            JobState.of(
                job(BY_RANK_ZERO, "SuccessCriteriaMet"),
                List.of(running(0), succeeded(1), running(2))))
        .isEqualTo(new JobState.Running("node-0"));
    assertThat(
            JobState.of(
                job(BY_ANY, "Complete"),
                List.of(
                    failed(0, 1, "Error", "2026-01-01T00:10:00Z"),
                    running(1),
                    failed(2, 1, "Error", "2026-01-01T00:10:00Z"))))
        .isEqualTo(new JobState.Running("node-1"));
    assertThat(JobState.of(job(BY_RANK_ZERO, "Complete"), List.of(succeeded(1))))
        .as("what rank 0 has left is gone")
        .isInstanceOfSatisfying(
            JobState.Failed.class, state -> assertThat(state.reason()).isEqualTo("PodLost"));
  }

  @Test
  void whatHasEndedHasRun() {
    assertThat(state(STRICT, succeeded(0), running(1), running(2)))
        .isEqualTo(new JobState.Running("node-0"));
    assertThat(state(BY_ANY, failed(0, 1, "Error", "2026-01-01T00:10:00Z"), running(1), running(2)))
        .isInstanceOf(JobState.Running.class);
    assertThat(state(STRICT, succeeded(0), pod(1, "Pending", ""), running(2)))
        .isInstanceOf(JobState.Pending.class);
  }

  @Test
  void fewerAreEnoughWhereTheJobSaysSo() {
    Job job = job(BY_RANK_ZERO, null);
    job.getMetadata().setAnnotations(java.util.Map.of("slipway.dev/min-nodes", "2"));
    assertThat(JobState.of(job, List.of(running(0), running(2))))
        .isInstanceOf(JobState.Running.class);
    assertThat(JobState.of(job, List.of(running(0), pod(1, "Pending", ""))))
        .isInstanceOf(JobState.Pending.class);
    assertThat(JobState.of(job, List.of(running(1), running(2), pod(0, "Pending", ""))))
        .isInstanceOf(JobState.Pending.class);
  }

  @Test
  void aPodThatWasMadeAgainReplacesTheOneBefore() {
    Pod again = running(1);
    again.getMetadata().setCreationTimestamp("2026-01-01T00:20:00Z");
    assertThat(
            state(
                STRICT,
                running(0),
                failed(1, 1, "Error", "2026-01-01T00:10:00Z"),
                again,
                running(2)))
        .isInstanceOf(JobState.Running.class);
  }

  @Test
  void aNodeThatIsLostIsTheLossOfAll() {
    Pod silent = running(2);
    silent.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    List<Pod> pods = List.of(running(0), running(1), silent);
    assertThat(JobState.of(job(STRICT, null), pods, NOW))
        .extracting("reason")
        .isEqualTo("NodeLost");
    assertThat(JobState.of(job(BY_RANK_ZERO, null), pods, NOW))
        .isNotInstanceOf(JobState.Failed.class);
  }

  private static JobState state(String spec, Pod... pods) {
    return JobState.of(job(spec, null), List.of(pods));
  }

  private static Job job(String spec, @org.jspecify.annotations.Nullable String condition) {
    return Serialization.unmarshal(
        """
        metadata: {name: j, uid: u}
        spec: {completions: 3, %s}
        status: {conditions: [%s]}
        """
            .formatted(
                spec, condition == null ? "" : "{type: %s, status: 'True'}".formatted(condition)),
        Job.class);
  }

  private static Pod running(int rank) {
    return pod(rank, "Running", "containerStatuses: [{name: main, state: {running: {}}}]");
  }

  private static Pod succeeded(int rank) {
    return pod(
        rank,
        "Succeeded",
        "containerStatuses: [{name: main, state: {terminated: {exitCode: 0, message: said by %d}}}]"
            .formatted(rank));
  }

  private static Pod failed(int rank, int code, String reason, String time) {
    return pod(
        rank,
        "Failed",
        "containerStatuses: [{name: main, state: {terminated: {exitCode: %d, reason: %s, finishedAt: '%s'}}}]"
            .formatted(code, reason, time));
  }

  private static Pod pod(int rank, String phase, String status) {
    return Serialization.unmarshal(
        """
        metadata:
          name: j-%d
          creationTimestamp: "2026-01-01T00:00:00Z"
          annotations: {batch.kubernetes.io/job-completion-index: "%d"}
        spec: {nodeName: node-%d, containers: [{name: main}]}
        status:
          phase: %s
          %s
        """
            .formatted(rank, rank, rank, phase, status),
        Pod.class);
  }
}
