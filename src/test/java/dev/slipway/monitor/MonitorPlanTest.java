package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Condition;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.contract.EvaluateResult;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.monitor.collect.CollectedWindow;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.Counters;
import dev.slipway.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class MonitorPlanTest {
  private static final String DRIFT =
      """
      deployment: fares
      window: 1m
      minSamples: 300
      drift: {threshold: 0.2, alertAfter: {windows: 2, of: 3}}
      """;
  private static final String PERFORMANCE =
      """
      deployment: fares
      window: 1m
      performance: {metric: auc, min: 0.72, minLabels: 100}
      """;

  @Test
  void waitsForADeployment() {
    var fixture = new MonitorFixture(DRIFT);
    fixture.deployment = null;
    var status = fixture.step(MonitorFixture.START);
    assertThat(ready(status).reason()).isEqualTo("DeploymentNotFound");
    assertThat(Conditions.isTrue(status.conditions(), "Stalled")).isTrue();
    assertThat(status.phase()).isEqualTo("Waiting");
  }

  @Test
  void waitsForAModelThatServes() {
    var fixture = new MonitorFixture(DRIFT);
    fixture.serve(null);
    var status = fixture.step(MonitorFixture.START);
    assertThat(ready(status).reason()).isEqualTo("NotServing");
    assertThat(Conditions.isTrue(status.conditions(), "Reconciling")).isTrue();
  }

  @Test
  void oneShiftedFeatureOfTwentyIsNamedWithinTwoWindows() {
    var fixture = new MonitorFixture(DRIFT);
    fixture.minuteOf(0, 1.0);
    var status = fixture.minuteOf(1, 1.0);
    var drift = condition(status, "Drift");
    assertThat(drift.isTrue()).isTrue();
    assertThat(drift.reason()).isEqualTo("DriftFound");
    assertThat(drift.message()).startsWith("f3 PSI ").endsWith("in 2 of the last 2 windows");
    assertThat(status.windows().getFirst().findings())
        .singleElement()
        .satisfies(f -> assertThat(f.column()).isEqualTo("f3"));
    assertThat(status.windows().getFirst().summary()).matches("f3 PSI \\d+\\.\\d\\d");
    assertThat(status.alerts())
        .singleElement()
        .satisfies(a -> assertThat(a.since()).isEqualTo("2026-05-01T12:02:00Z"));
    assertThat(status.phase()).isEqualTo("Alerting");
    assertThat(fixture.last.psi()).containsKey("f3").hasSize(21);
  }

  @Test
  void noDriftIsNoAlert() {
    var fixture = new MonitorFixture(DRIFT);
    for (int minute = 0; minute < 100; minute++) {
      fixture.minuteOf(minute, 0);
    }
    assertThat(fixture.count("Drift=True DriftFound")).isZero();
    assertThat(fixture.monitor.getStatus().windows()).hasSize(10);
    assertThat(condition(fixture.monitor.getStatus(), "Drift").reason()).isEqualTo("NoDrift");
  }

  @Test
  void aDayOfDriftIsOneAlertAndOneRequest() {
    var fixture =
        new MonitorFixture(
            DRIFT
                + "alerts: [{webhook: {url: 'http://hook'}}]\n"
                + "retrain: {trainingJob: train, when: [Drift], cooldown: 30h}\n");
    for (int minute = 0; minute < 24 * 60; minute++) {
      fixture.minuteOf(minute, 1.0);
    }
    assertThat(fixture.count("Drift=True DriftFound")).isEqualTo(1);
    assertThat(fixture.events.stream().filter(e -> e.startsWith("Drift="))).hasSizeLessThan(4);
    assertThat(fixture.monitor.getStatus().requestTimes()).hasSize(1);
    assertThat(fixture.created).hasSize(1);
  }

  @Test
  void smallWindowsAreNotJudged() {
    var fixture = new MonitorFixture(DRIFT);
    for (int minute = 0; minute < 5; minute++) {
      fixture.step(
          MonitorFixture.minute(minute + 1.1),
          fixture.window(
              minute, Map.of("fares-v1", fixture.traffic("fares-v1", 299, 5.0, 0.5, 0.5))));
    }
    var status = fixture.monitor.getStatus();
    assertThat(condition(status, "SufficientData").status()).isEqualTo("False");
    assertThat(condition(status, "SufficientData").reason()).isEqualTo("TooFewRows");
    assertThat(condition(status, "Drift").status()).isEqualTo("Unknown");
    assertThat(status.alerts()).isEmpty();
    assertThat(status.windows().getFirst().summary()).isEqualTo("too few rows");
  }

  @Test
  void aQuietNightEndsNoAlert() {
    var fixture = new MonitorFixture(DRIFT);
    fixture.minuteOf(0, 1.0);
    fixture.minuteOf(1, 1.0);
    for (int minute = 2; minute < 40; minute++) {
      fixture.step(MonitorFixture.minute(minute + 1.1), fixture.window(minute, Map.of()));
    }
    assertThat(fixture.monitor.getStatus().alerts()).hasSize(1);
    assertThat(fixture.monitor.getStatus().windows()).hasSize(10);
    fixture.minuteOf(40, 0);
    fixture.minuteOf(41, 0);
    assertThat(fixture.monitor.getStatus().alerts()).hasSize(1);
    fixture.minuteOf(42, 0);
    assertThat(fixture.monitor.getStatus().alerts()).isEmpty();
  }

  @Test
  void missingAndUnknownValuesAreBadQuality() {
    var fixture =
        new MonitorFixture(
            "{deployment: fares, window: 1m, quality: {alertAfter: {windows: 1, of: 1}}}");
    var counters = fixture.traffic("fares-v1", 500, 0, 0.2, 0.1);
    var status =
        fixture.step(MonitorFixture.minute(1.1), fixture.window(0, Map.of("fares-v1", counters)));
    assertThat(condition(status, "QualityDegraded").isTrue()).isTrue();
    assertThat(status.windows().getFirst().findings())
        .extracting(f -> f.column() + " " + f.kind())
        .containsExactlyInAnyOrder("f5 Nulls", "kind Unseen");
    assertThat(Conditions.find(status.conditions(), "Drift")).isEmpty();
  }

  @Test
  void aServiceThatOnlyFailsAlertsThoughNoRowIsPredicted() {
    var fixture =
        new MonitorFixture(
            """
            {deployment: fares, window: 1m,
             service: {maxErrorRate: 0.01, maxLatencyP99Seconds: 0.2, alertAfter: {windows: 1, of: 1}}}
            """);
    var counters = new Counters();
    for (int i = 0; i < 400; i++) {
      counters.request(true, 0.5);
    }
    var status =
        fixture.step(MonitorFixture.minute(1.1), fixture.window(0, Map.of("fares-v1", counters)));
    assertThat(condition(status, "ServiceDegraded").message())
        .startsWith("errors 100.00 %; p99 0.")
        .contains("in 1 of the last 1 windows");
  }

  @Test
  void theVersionThatServedMostIsJudged() {
    var fixture = new MonitorFixture(DRIFT);
    fixture.version("fares-v2");
    var status =
        fixture.step(
            MonitorFixture.minute(1.1),
            fixture.window(
                0,
                Map.of(
                    "fares-v1",
                    fixture.traffic("fares-v1", 400, 0, 0, 0),
                    "fares-v2",
                    fixture.traffic("fares-v2", 600, 0, 0, 0))));
    assertThat(status.windows().getFirst().modelVersion()).isEqualTo("fares-v2");
    assertThat(status.windows().getFirst().samples()).isEqualTo(600);
  }

  @Test
  void aNewVersionStartsAnew() {
    var fixture = new MonitorFixture(DRIFT + "alerts: [{webhook: {url: 'http://hook'}}]\n");
    fixture.minuteOf(0, 1.0);
    fixture.minuteOf(1, 1.0);
    fixture.version("fares-v2");
    fixture.serve("fares-v2");
    // the window in which it came is still one of the version before
    var status = fixture.minuteOf(2, 1.0);
    assertThat(status.modelVersion()).isEqualTo("fares-v2");
    assertThat(status.alerts()).isEmpty();
    assertThat(condition(status, "Drift").status()).isEqualTo("Unknown");
    status =
        fixture.step(
            MonitorFixture.minute(4.1),
            fixture.window(3, Map.of("fares-v2", fixture.traffic("fares-v2", 500, 0, 0, 0))));
    assertThat(condition(status, "Drift").reason()).isEqualTo("NoDrift");
    assertThat(fixture.created)
        .extracting(MonitorFixture::name)
        .satisfiesExactly(
            name -> assertThat(name).startsWith("watch-notify-drift-started-"),
            name -> assertThat(name).startsWith("watch-notify-drift-ended-"));
  }

  @Test
  void withoutABaselineNothingIsJudged() {
    var fixture = new MonitorFixture(DRIFT);
    var counters = fixture.traffic("fares-v1", 500, 5, 0, 0);
    fixture.baselines.put("fares-v1", new Baseline("fares-v1", null, null));
    var status =
        fixture.step(MonitorFixture.minute(1.1), fixture.window(0, Map.of("fares-v1", counters)));
    assertThat(condition(status, "Drift").reason()).isEqualTo("NoBaseline");
    assertThat(condition(status, "SufficientData").status()).isEqualTo("True");
    assertThat(status.windows().getFirst().summary()).isEqualTo("no baseline");
  }

  @Test
  void aWindowThatWasTooSmallBeforeTheSpecChangedIsNoMissingBaseline() {
    var fixture = new MonitorFixture(DRIFT.replace("minSamples: 300", "minSamples: 501"));
    fixture.minuteOf(0, 0);
    fixture.monitor.setSpec(new MonitorFixture(DRIFT).monitor.getSpec());
    var status = fixture.step(MonitorFixture.minute(1.3));
    assertThat(condition(status, "Drift").reason()).isEqualTo("NotJudged");
  }

  @Test
  void columnsThatDoNotExistAreTold() {
    var fixture =
        new MonitorFixture("{deployment: fares, window: 1m, drift: {columns: [f3, humidty, y]}}");
    var status = fixture.minuteOf(0, 0);
    assertThat(ready(status).reason()).isEqualTo("UnknownColumns");
    assertThat(ready(status).message()).contains("humidty, y").contains("f1");
    assertThat(status.windows().getFirst().judged()).isTrue();
    // and stay told while the operator, restarted, does not know the baseline yet
    fixture.baselines.clear();
    assertThat(ready(fixture.step(MonitorFixture.minute(1.5))).reason())
        .isEqualTo("UnknownColumns");
  }

  @Test
  void agentsThatDidNotAnswerAreTold() {
    var fixture = new MonitorFixture(DRIFT);
    var whole = fixture.window(0, Map.of("fares-v1", fixture.traffic("fares-v1", 500, 0, 0, 0)));
    var status =
        fixture.step(
            MonitorFixture.minute(1.1),
            new CollectedWindow(whole.start(), whole.end(), whole.versions(), 2));
    assertThat(ready(status).reason()).isEqualTo("AgentsUnreachable");
    assertThat(ready(fixture.step(MonitorFixture.minute(1.4))).reason())
        .isEqualTo("AgentsUnreachable");
    assertThat(ready(fixture.minuteOf(1, 0)).reason()).isEqualTo("Watching");
  }

  @Test
  void aWindowIsRecordedOnce() {
    var fixture = new MonitorFixture(DRIFT);
    var window = fixture.window(0, Map.of("fares-v1", fixture.traffic("fares-v1", 500, 0, 0, 0)));
    var first = fixture.step(MonitorFixture.minute(1.1), window);
    var second = fixture.step(MonitorFixture.minute(1.2), window);
    assertThat(second).isEqualTo(first);
    assertThat(second.windows()).hasSize(1);
  }

  @Test
  void evaluatesAfterEachWindowOnceEverythingIsInTheStore() {
    var fixture = new MonitorFixture(PERFORMANCE);
    fixture.minuteOf(0, 0);
    assertThat(fixture.created).isEmpty();
    assertThat(fixture.last.again()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    var status = fixture.step(MonitorFixture.minute(1.2));
    assertThat(fixture.created).hasSize(1);
    assertThat(status.evaluation().until()).isEqualTo("2026-05-01T12:01:00Z");
    assertThat(status.evaluation().modelVersion()).isEqualTo("fares-v1");
    // one at a time
    fixture.minuteOf(1, 0);
    fixture.step(MonitorFixture.minute(2.5));
    assertThat(fixture.created).hasSize(1);
    fixture.ended(status.evaluation().job(), true, result(5000, 812, 0, 0, 0.757));
    status = fixture.step(MonitorFixture.minute(2.6));
    assertThat(status.performance().summary()).isEqualTo("auc 0.757 (min 0.72)");
    assertThat(condition(status, "PerformanceDegraded").status()).isEqualTo("False");
    assertThat(condition(status, "Evaluated").isTrue()).isTrue();
    assertThat(condition(status, "LabelsMatch").isTrue()).isTrue();
    assertThat(fixture.created).hasSize(2);
    assertThat(status.evaluation().until()).isEqualTo("2026-05-01T12:02:00Z");
  }

  @Test
  void aCrashBeforeTheStatusIsWrittenMakesTheSameJob() {
    var fixture = new MonitorFixture(PERFORMANCE + "alerts: [{webhook: {url: 'http://hook'}}]\n");
    fixture.minuteOf(0, 0);
    MonitorStatus before = fixture.monitor.getStatus();
    fixture.step(MonitorFixture.minute(1.2));
    fixture.monitor.setStatus(before);
    fixture.step(MonitorFixture.minute(1.4));
    assertThat(fixture.created).extracting(MonitorFixture::name).hasSize(2);
    assertThat(fixture.created.stream().map(MonitorFixture::name).distinct()).hasSize(1);
  }

  @Test
  void anEvaluationOfTheVersionBeforeIsNotTakenForOneOfTheNext() {
    var fixture = new MonitorFixture(PERFORMANCE);
    fixture.minuteOf(0, 0);
    MonitorStatus before = fixture.monitor.getStatus();
    var made = fixture.step(MonitorFixture.minute(1.2)).evaluation();
    // the operator dies before this is written, and comes back when another version serves
    fixture.monitor.setStatus(before);
    fixture.ended(made.job(), true, result(5000, 812, 0, 0, 0.1));
    fixture.version("fares-v2");
    fixture.serve("fares-v2");
    fixture.step(MonitorFixture.minute(1.4));
    var status = fixture.step(MonitorFixture.minute(1.5));
    assertThat(status.evaluation().modelVersion()).isEqualTo("fares-v2");
    assertThat(status.evaluation().job()).isNotEqualTo(made.job());
    assertThat(status.performance()).isNull();
    assertThat(status.alerts()).isEmpty();
  }

  @Test
  void badPredictionsAlertAndAskForABetterModel() {
    var fixture =
        new MonitorFixture(
            PERFORMANCE + "retrain: {trainingJob: train, when: [Performance], cooldown: 10m}\n");
    fixture.minuteOf(0, 0);
    var status = fixture.step(MonitorFixture.minute(1.2));
    fixture.ended(status.evaluation().job(), true, result(5000, 812, 3, 0, 0.684));
    status = fixture.step(MonitorFixture.minute(1.3));
    assertThat(condition(status, "PerformanceDegraded").message())
        .isEqualTo("auc 0.684 (min 0.72) over 812 labels");
    assertThat(status.alerts())
        .containsExactly(
            new ActiveAlert(
                "Performance", "2026-05-01T12:01:00Z", "auc 0.684 (min 0.72) over 812 labels"));
    assertThat(status.phase()).isEqualTo("Retraining");
    assertThat(status.retrainRequest().trainingJob()).isEqualTo("train");
    assertThat(status.retrainRequest().cause()).isEqualTo("Performance");
    assertThat(condition(status, "LabelsMatch").reason()).isEqualTo("UnknownLabels");
    assertThat(condition(status, "LabelsMatch").message()).startsWith("3 labels");
  }

  @Test
  void tooFewLabelsAreNotJudged() {
    var fixture = new MonitorFixture(PERFORMANCE);
    fixture.minuteOf(0, 0);
    var status = fixture.step(MonitorFixture.minute(1.2));
    fixture.ended(status.evaluation().job(), true, result(5000, 12, 0, 0, 0.1));
    status = fixture.step(MonitorFixture.minute(1.3));
    assertThat(condition(status, "PerformanceDegraded").reason()).isEqualTo("TooFewLabels");
    assertThat(status.performance().value()).isNull();
    assertThat(status.performance().summary()).isEqualTo("12 of 100 labels");
    assertThat(status.alerts()).isEmpty();
  }

  @Test
  void aFailedEvaluationIsToldAndTheNextWindowTriesAgain() {
    var fixture = new MonitorFixture(PERFORMANCE);
    fixture.minuteOf(0, 0);
    var status = fixture.step(MonitorFixture.minute(1.2));
    fixture.ended(
        status.evaluation().job(),
        false,
        TerminationMessage.of(new Failure("StoreUnreachable", "no answer", true)));
    status = fixture.step(MonitorFixture.minute(1.3));
    assertThat(condition(status, "Evaluated").reason()).isEqualTo("StoreUnreachable");
    assertThat(status.evaluation().finishedAt()).isNotNull();
    fixture.minuteOf(1, 0);
    status = fixture.step(MonitorFixture.minute(2.2));
    assertThat(status.evaluation().until()).isEqualTo("2026-05-01T12:02:00Z");
    assertThat(condition(status, "Evaluated").reason()).isEqualTo("StoreUnreachable");
  }

  @Test
  void anEvaluationWhoseJobIsGoneIsGivenUp() {
    var fixture = new MonitorFixture(PERFORMANCE);
    fixture.minuteOf(0, 0);
    var status = fixture.step(MonitorFixture.minute(1.2));
    fixture.jobs.clear();
    assertThat(fixture.step(MonitorFixture.minute(1.5)).evaluation().finishedAt()).isNull();
    status = fixture.step(MonitorFixture.minute(2.5));
    assertThat(condition(status, "Evaluated").reason()).isEqualTo("JobLost");
  }

  @Test
  void oldEvaluationsAreDeleted() {
    var fixture = new MonitorFixture(PERFORMANCE);
    for (int minute = 0; minute < 6; minute++) {
      fixture.minuteOf(minute, 0);
      var status = fixture.step(MonitorFixture.minute(minute + 1.2));
      fixture.ended(status.evaluation().job(), true, result(500, 300, 0, 0, 0.8));
      fixture.step(MonitorFixture.minute(minute + 1.3));
    }
    assertThat(fixture.jobs).hasSize(2);
    assertThat(fixture.deleted).hasSize(4);
  }

  @Test
  void aMetricThatTheTaskDoesNotHaveIsTold() {
    var fixture =
        new MonitorFixture("{deployment: fares, window: 1m, performance: {metric: rmse, max: 4}}");
    assertThat(ready(fixture.step(MonitorFixture.START)).reason()).isEqualTo("MetricNotMeasured");
    assertThat(ready(fixture.monitor.getStatus()).message()).contains("auc, accuracy");
  }

  @Test
  void whatIsNotWatchedAnyMoreIsDropped() {
    var fixture = new MonitorFixture(DRIFT + "alerts: [{webhook: {url: 'http://hook'}}]\n");
    fixture.minuteOf(0, 1.0);
    fixture.minuteOf(1, 1.0);
    fixture.monitor.setSpec(
        new MonitorFixture(
                "{deployment: fares, window: 1m, quality: {}, alerts: [{webhook: {url: 'http://h'}}]}")
            .monitor.getSpec());
    var status = fixture.step(MonitorFixture.minute(2.3));
    assertThat(status.conditions())
        .extracting(Condition::type)
        .contains("QualityDegraded")
        .doesNotContain("Drift");
    assertThat(status.alerts()).isEmpty();
    assertThat(MonitorFixture.name(fixture.job("ended"))).contains("drift-ended");
  }

  @Test
  void aWebhookThatFailsIsTold() {
    var fixture = new MonitorFixture(DRIFT + "alerts: [{webhook: {url: 'http://hook'}}]\n");
    fixture.minuteOf(0, 1.0);
    fixture.minuteOf(1, 1.0);
    Job notify = fixture.job("notify");
    fixture.ended(
        MonitorFixture.name(notify),
        false,
        TerminationMessage.of(new Failure("WebhookRefused", "status 404", false)));
    var status = fixture.step(MonitorFixture.minute(2.3));
    assertThat(condition(status, "AlertsDelivered").reason()).isEqualTo("WebhookRefused");
    fixture.ended(MonitorFixture.name(notify), true, TerminationMessage.of(Map.of("attempts", 2)));
    status = fixture.step(MonitorFixture.minute(2.4));
    assertThat(condition(status, "AlertsDelivered").isTrue()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"10s,30", "1m,60", "1h,300", "24h,300"})
  void looksAgainOftenEnough(String window, long seconds) {
    var fixture = new MonitorFixture(DRIFT.replace("window: 1m", "window: " + window));
    fixture.step(MonitorFixture.START);
    assertThat(fixture.last.again()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void nothingNewChangesNothing() {
    var fixture = new MonitorFixture(DRIFT + "retrain: {trainingJob: train, when: [Drift]}\n");
    var first = fixture.minuteOf(0, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(fixture.step(Instant.parse("2026-05-01T12:01:10Z").plusSeconds(i)))
          .isEqualTo(first);
    }
    assertThat(fixture.last).isInstanceOf(Decision.Rest.class);
    assertThat(fixture.last.psi()).isNull();
  }

  private static String result(
      long predictions, long labels, long unknown, long unusable, double auc) {
    return TerminationMessage.of(
        new EvaluateResult(predictions, labels, unknown, unusable, Map.of("auc", auc)));
  }

  private static Condition ready(MonitorStatus status) {
    return condition(status, "Ready");
  }

  private static Condition condition(MonitorStatus status, String type) {
    return Conditions.find(status.conditions(), type)
        .orElseThrow(() -> new AssertionError(type + " is not among " + status.conditions()));
  }
}
