package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Job controller of Kubernetes 1.36 leaves when a Job is suspended. */
class SuspensionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:30:00Z");
  private static final String DYING = "deletionTimestamp: 2026-01-01T00:00:30Z";
  private static final String TRACKED = ", finalizers: [batch.kubernetes.io/job-tracking]";

  @Test
  void aSuspendedJobWaits() {
    ObservedJob job = new ObservedJob(job(true, ""), List.of());
    assertThat(job.held()).isTrue();
    assertThat(job.state()).extracting("reason").isEqualTo("Queued");
  }

  @Test
  void whatASuspensionEndsSaysNothing() {
    for (String phase : List.of("Failed", "Succeeded", "Running")) {
      List<Pod> pods = List.of(pod(phase, DYING));
      assertThat(new ObservedJob(job(true, "Suspended: 'True'"), pods).held()).isTrue();
      ObservedJob again = new ObservedJob(job(false, "Suspended: 'False'"), pods);
      assertThat(again.pods()).as(phase).isEmpty();
      assertThat(again.state(NOW.plusSeconds(3600)))
          .as("nor does a node that does not answer")
          .isInstanceOf(JobState.Pending.class);
    }
  }

  @Test
  void whatFailsByItselfFails() {
    ObservedJob job =
        new ObservedJob(job(false, "Suspended: 'False'"), List.of(pod("Failed", DYING + TRACKED)));
    assertThat(job.state()).isInstanceOf(JobState.Failed.class);
    assertThat(
            new ObservedJob(
                    job(true, "Suspended: 'True', Failed: 'True'"), List.of(pod("Failed", DYING)))
                .held())
        .isFalse();
  }

  @Test
  void aJobThatWasNeverSuspendedKeepsAllItsPods() {
    assertThat(new ObservedJob(job(false, ""), List.of(pod("Failed", DYING))).state())
        .isInstanceOf(JobState.Failed.class);
  }

  @Test
  void aModelThatIsThereIsTaken() {
    assertThat(
            new ObservedJob(job(true, "Suspended: 'True'"), List.of(pod("Succeeded", "name: p")))
                .state())
        .isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void tellsSinceWhenItMayRun() {
    Instant begun = NOW.minusSeconds(600);
    assertThat(Suspension.releasedAt(job(false, ""), begun, NOW)).isEqualTo(begun);
    assertThat(Suspension.releasedAt(job(false, "Suspended: 'True'"), begun, NOW)).isEqualTo(NOW);
    assertThat(Suspension.releasedAt(job(false, "Suspended: 'False'"), begun, NOW))
        .isEqualTo("2026-01-01T00:20:00Z");
    assertThat(Suspension.heldSince(job(true, ""))).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Suspension.heldSince(job(true, "Suspended: 'True'")))
        .isEqualTo("2026-01-01T00:20:00Z");
  }

  private static Job job(boolean suspend, String conditions) {
    var all = new StringBuilder();
    for (String each : conditions.isEmpty() ? new String[0] : conditions.split(", ")) {
      String[] parts = each.split(": ");
      all.append(
          "  - {type: %s, status: %s, lastTransitionTime: 2026-01-01T00:20:00Z}\n"
              .formatted(parts[0], parts[1]));
    }
    return Serialization.unmarshal(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j, uid: j, creationTimestamp: 2026-01-01T00:00:00Z}
        spec: {suspend: %s}
        %s
        """
            .formatted(suspend, all.isEmpty() ? "" : "status:\n  conditions:\n" + all),
        Job.class);
  }

  private static Pod pod(String phase, String metadata) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {creationTimestamp: 2026-01-01T00:00:00Z, %s}
        spec: {nodeName: n}
        status:
          phase: %s
          containerStatuses: [{name: main, state: {terminated: {exitCode: %d}}}]
        """
            .formatted(metadata, phase, phase.equals("Succeeded") ? 0 : 143),
        Pod.class);
  }
}
