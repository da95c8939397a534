package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.TrainingJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class RetrainPolicyTest {
  private static final String SPEC =
      """
      deployment: fares
      window: 1m
      drift: {alertAfter: {windows: 1, of: 1}}
      retrain: {trainingJob: train, when: [Drift], cooldown: 1h, budget: {runs: 2, per: 24h}}
      """;

  @Test
  void anAlertAsks() {
    var fixture = new MonitorFixture(SPEC);
    var status = fixture.minuteOf(0, 1.0);
    assertThat(status.retrainRequest().id()).isEqualTo("watch-1777636866");
    assertThat(status.retrainRequest().cause()).isEqualTo("Drift");
    assertThat(status.retrainRequest().message()).startsWith("f3 PSI");
    assertThat(status.requestTimes()).containsExactly("2026-05-01T12:01:06Z");
    assertThat(reason(status)).isEqualTo("Requested");
    assertThat(status.phase()).isEqualTo("Retraining");
  }

  @Test
  void aCauseThatIsNotNamedDoesNotAsk() {
    var fixture = new MonitorFixture(SPEC.replace("when: [Drift]", "when: [Quality]"));
    var status = fixture.minuteOf(0, 1.0);
    assertThat(status.alerts()).hasSize(1);
    assertThat(status.retrainRequest()).isNull();
    assertThat(reason(status)).isEqualTo("NotNeeded");
  }

  @Test
  void aTrainingJobThatIsNotThereIsTold() {
    var fixture = new MonitorFixture(SPEC);
    fixture.trainingJob = null;
    var status = fixture.minuteOf(0, 1.0);
    assertThat(reason(status)).isEqualTo("TrainingJobNotFound");
    assertThat(status.retrainRequest()).isNull();
    assertThat(status.phase()).isEqualTo("Alerting");
  }

  /** What the TrainingJob says of the request, and what that means for the next one. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // handled, run, state, modelVersion, its phase, candidate, reason
        "no,-,-,-,-,-,Requested",
        "no,r1,Running,-,-,-,RunUnderWay",
        "yes,r1,Running,-,-,-,RunUnderWay",
        "yes,r1,Retrying,-,-,-,RunUnderWay",
        "yes,r1,Failed,-,-,-,CoolingDown",
        "yes,-,-,-,-,-,CoolingDown",
        "yes,r1,Succeeded,fares-v2,-,-,VersionUndecided",
        "yes,r1,Succeeded,fares-v2,Validating,-,VersionUndecided",
        "yes,r1,Succeeded,fares-v2,PendingApproval,-,VersionUndecided",
        "yes,r1,Succeeded,fares-v2,Rejected,-,CoolingDown",
        "yes,r1,Succeeded,fares-v2,Approved,fares-v2,RollingOut",
        "yes,r1,Succeeded,fares-v2,Approved,-,CoolingDown",
      })
  void oneAtATime(
      String handled,
      @Nullable String run,
      @Nullable String state,
      @Nullable String version,
      @Nullable String phase,
      @Nullable String candidate,
      String reason) {
    var fixture = new MonitorFixture(SPEC);
    String id = fixture.minuteOf(0, 1.0).retrainRequest().id();
    answer(fixture, handled.equals("yes") ? id : "other", run, state, version);
    if (version != null) {
      fixture.version(version);
      fixture
          .versions
          .get(version)
          .setStatus(
              phase == null
                  ? null
                  : MonitorFixture.yaml("{phase: " + phase + "}", ModelVersionStatus.class));
    }
    if (candidate != null) {
      var status = fixture.deployment.getStatus();
      fixture.deployment.setStatus(
          new DeploymentStatus(
              1L,
              "Progressing",
              status.revision(),
              new Revision("fares-2", candidate, "d", "t", null, null),
              null,
              List.of(),
              1,
              1,
              null,
              null,
              List.of()));
    }
    var status = fixture.minuteOf(1, 1.0);
    assertThat(reason(status)).isEqualTo(reason);
    assertThat(status.retrainRequest().id()).isEqualTo(id);
    assertThat(status.phase()).isEqualTo(reason.equals("CoolingDown") ? "Alerting" : "Retraining");
  }

  @Test
  void anApprovedVersionThatIsNotTakenUpYetIsOnItsWay() {
    var fixture = new MonitorFixture(SPEC);
    String id = fixture.minuteOf(0, 1.0).retrainRequest().id();
    answer(fixture, id, "r1", "Succeeded", "fares-v2");
    fixture.version("fares-v2");
    fixture
        .versions
        .get("fares-v2")
        .setStatus(
            MonitorFixture.yaml(
                "{phase: Approved, approvedAt: '2026-05-01T12:02:00Z'}", ModelVersionStatus.class));
    assertThat(reason(fixture.minuteOf(1, 1.0))).isEqualTo("RollingOut");
    assertThat(reason(fixture.minuteOf(5, 1.0))).isEqualTo("CoolingDown");
  }

  @Test
  void aRequestOlderThanTheTrainingJobIsNotWaitedFor() {
    var fixture = new MonitorFixture(SPEC);
    fixture.minuteOf(0, 1.0);
    fixture.trainingJob.getMetadata().setCreationTimestamp("2026-05-01T12:30:00Z");
    assertThat(reason(fixture.minuteOf(31, 1.0))).isEqualTo("CoolingDown");
    assertThat(reason(fixture.minuteOf(70, 1.0))).isEqualTo("Requested");
  }

  @Test
  void coolDownAndBudgetHoldOverRestarts() {
    var fixture = new MonitorFixture(SPEC);
    var asked = new ArrayList<Instant>();
    var reasons = new ArrayList<String>();
    for (int minute = 0; minute < 3 * 24 * 60; minute += 7) {
      MonitorStatus status = fixture.minuteOf(minute, 1.0);
      reasons.add(reason(status));
      Instant time = Instant.parse(status.retrainRequest().time());
      if (asked.isEmpty() || !asked.getLast().equals(time)) {
        asked.add(time);
      }
      answer(fixture, status.retrainRequest().id(), "r", "Failed", null);
    }
    assertThat(reasons).contains("CoolingDown", "BudgetSpent", "Requested");
    for (int i = 1; i < asked.size(); i++) {
      assertThat(Duration.between(asked.get(i - 1), asked.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }
    for (Instant start : asked) {
      assertThat(
              asked.stream()
                  .filter(t -> !t.isBefore(start) && t.isBefore(start.plus(Duration.ofHours(24)))))
          .hasSizeLessThanOrEqualTo(2);
    }
    assertThat(asked).hasSize(6);
    assertThat(fixture.monitor.getStatus().requestTimes()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void asksAgainAsSoonAsItMay() {
    var fixture = new MonitorFixture(SPEC);
    String id = fixture.minuteOf(0, 1.0).retrainRequest().id();
    answer(fixture, id, "r", "Failed", null);
    fixture.step(MonitorFixture.minute(60.9));
    assertThat(fixture.last.again()).isLessThanOrEqualTo(Duration.ofSeconds(12));
    assertThat(reason(fixture.step(MonitorFixture.minute(61.2)))).isEqualTo("Requested");
  }

  private static String reason(MonitorStatus status) {
    return status.conditions().stream()
        .filter(c -> c.type().equals("Retraining"))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  private static void answer(
      MonitorFixture fixture,
      String handled,
      @Nullable String run,
      @Nullable String state,
      @Nullable String version) {
    String json =
        run == null
            ? "{handledRequest: %s}".formatted(handled)
            : "{handledRequest: %s, run: {name: %s, digest: d, trigger: t, state: %s, startedAt: s%s}}"
                .formatted(
                    handled, run, state, version == null ? "" : ", modelVersion: " + version);
    fixture.trainingJob.setStatus(MonitorFixture.yaml(json, TrainingJobStatus.class));
  }
}
