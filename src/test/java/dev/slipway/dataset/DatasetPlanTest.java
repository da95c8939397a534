package dev.slipway.dataset;

import static dev.slipway.dataset.DatasetScene.HINTS;
import static dev.slipway.dataset.DatasetScene.NOW;
import static dev.slipway.dataset.DatasetScene.RUNNING;
import static dev.slipway.dataset.DatasetScene.SNAPSHOT;
import static dev.slipway.dataset.DatasetScene.SPEC;
import static dev.slipway.dataset.DatasetScene.at;
import static dev.slipway.dataset.DatasetScene.condition;
import static dev.slipway.dataset.DatasetScene.dataset;
import static dev.slipway.dataset.DatasetScene.documented;
import static dev.slipway.dataset.DatasetScene.ended;
import static dev.slipway.dataset.DatasetScene.failure;
import static dev.slipway.dataset.DatasetScene.job;
import static dev.slipway.dataset.DatasetScene.made;
import static dev.slipway.dataset.DatasetScene.next;
import static dev.slipway.dataset.DatasetScene.observed;
import static dev.slipway.dataset.DatasetScene.oomKilled;
import static dev.slipway.dataset.DatasetScene.preparing;
import static dev.slipway.dataset.DatasetScene.ready;
import static dev.slipway.dataset.DatasetScene.running;
import static dev.slipway.dataset.DatasetScene.snapshot;
import static dev.slipway.dataset.DatasetScene.spec;
import static dev.slipway.dataset.DatasetScene.succeeded;
import static dev.slipway.dataset.DatasetScene.waiting;
import static dev.slipway.dataset.DatasetScene.wanted;
import static dev.slipway.dataset.DatasetScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Progress;
import dev.slipway.api.Snapshot;
import dev.slipway.apply.Refusal;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class DatasetPlanTest {
  // ---- starting

  @Test
  void startsWhenThereIsNothing() {
    Decision.Start start = (Decision.Start) next(dataset(null), observed());
    assertThat(start.job().getMetadata().getName()).matches("flights-prepare-[0-9a-f]{8}-1-a1");
    assertThat(start.status().phase()).isEqualTo("Preparing");
    assertThat(start.status().observedGeneration()).isEqualTo(3);
    assertThat(start.status().preparation())
        .satisfies(
            p -> {
              assertThat(p.number()).isEqualTo(1);
              assertThat(p.attempt()).isEqualTo(1);
              assertThat(p.trigger()).isEqualTo("SpecChanged");
              assertThat(p.startedAt()).isEqualTo(NOW.toString());
              assertThat(p.finishedAt()).isNull();
            });
    assertThat(condition(start, "Ready").status()).isEqualTo("False");
    assertThat(condition(start, "Reconciling").status()).isEqualTo("True");
    assertThat(condition(start, "Stalled").status()).isEqualTo("False");
  }

  @Test
  void aJobThatACrashLeftBehindIsTakenUpAndNotMadeTwice() {
    Decision.Start first = (Decision.Start) next(dataset(null), observed());
    Job made = made(first.job().getMetadata().getName(), "2026-11-20T09:59:55Z");
    Decision second = next(dataset(null), observed(job(made, running())));
    assertThat(second).isInstanceOf(Decision.Rest.class);
    assertThat(second.status().preparation().job()).isEqualTo(made.getMetadata().getName());
    assertThat(second.status().preparation().startedAt()).isEqualTo("2026-11-20T09:59:55Z");
    assertThat(((Decision.Rest) second).stop()).isEmpty();
  }

  @Test
  void nothingHappensWhileItRuns() {
    Dataset dataset = dataset(preparing(1));
    Decision first = next(dataset, observed(job(1, 1, running())));
    dataset.setStatus(first.status());
    Decision again = next(dataset, observed(job(1, 1, running())));
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(((Decision.Rest) again).stop()).isEmpty();
  }

  @Test
  void progressIsShownAsLongAsItRuns() {
    Dataset dataset = dataset(preparing(1));
    var half = new Progress(50, "steps[1] fill", 1000L, 100L, 10L);
    ObservedJob job = job(1, 1, running());
    var observed =
        new DatasetObserved(Map.of(job.job().getMetadata().getName(), job), Set.of(), half, null);
    dataset.setStatus(next(dataset, observed).status());
    assertThat(dataset.getStatus().preparation().progress()).isEqualTo(half);
    assertThat(next(dataset, observed(job)).status())
        .as("an operator that has just started does not know it yet")
        .isEqualTo(dataset.getStatus());
    Decision done = next(dataset, observed(job(1, 1, succeeded(SNAPSHOT))));
    assertThat(done.status().preparation().progress()).isNull();
  }

  @Test
  void documentationIsNoReasonToPrepareAgain() {
    Dataset dataset = dataset(ready(null));
    dataset.setSpec(documented(dataset.getSpec()));
    dataset.getMetadata().setGeneration(9L);
    Decision decision = next(dataset, observed());
    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.status().observedGeneration()).isEqualTo(9);
    assertThat(decision.again()).isNull();
  }

  @Test
  void anotherSpecStopsTheOldPreparationBeforeItStartsItsOwn() {
    Dataset dataset = dataset(preparing(1));
    dataset.setSpec(spec(SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3")));
    ObservedJob old = job(1, 1, running());
    Decision.Rest rest = (Decision.Rest) next(dataset, observed(old));
    assertThat(rest.stop()).containsExactly(old.job());
    assertThat(rest.again()).isEqualTo(Duration.ofSeconds(1));
    assertThat(condition(rest, "Reconciling").reason()).isEqualTo("SpecChanged");
    dataset.setStatus(rest.status());
    Decision.Start start = (Decision.Start) next(dataset, observed());
    assertThat(start.status().preparation().number()).isEqualTo(2);
    assertThat(start.status().preparation().specDigest())
        .isNotEqualTo(rest.status().preparation().specDigest());
  }

  @Test
  void anotherSpecWaitsForAJobThatTheCacheDoesNotKnowYet() {
    Dataset dataset = dataset(preparing(1, NOW.minusSeconds(2).toString()));
    dataset.setSpec(spec(SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3")));
    assertThat(next(dataset, observed())).isInstanceOf(Decision.Rest.class);
  }

  @Test
  void anotherSpecStartsAnewAfterAFailure() {
    Dataset dataset = dataset(preparing(1));
    Decision failed =
        next(dataset, observed(job(1, 1, failure("ColumnMissing", "no column x", false))));
    dataset.setStatus(failed.status());
    dataset.setSpec(spec(SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3")));
    Decision next = next(dataset, observed(job(1, 1, failure("ColumnMissing", "no", false))));
    assertThat(next).isInstanceOf(Decision.Start.class);
  }

  // ---- ending

  @Test
  void aSnapshotIsReadyWithACountOfItsRows() {
    Decision decision =
        next(dataset(preparing(1)), observed(job(1, 1, succeeded(snapshot("a", 12345)))));
    assertThat(condition(decision, "Ready"))
        .satisfies(
            c -> {
              assertThat(c.status()).isEqualTo("True");
              assertThat(c.reason()).isEqualTo("Prepared");
              assertThat(c.message())
                  .isEqualTo(
                      "12,345 rows from 2 sources (train 12,245, test 100); 1 hint, see status.hints");
            });
    assertThat(condition(decision, "SourcesReady").isTrue()).isTrue();
    assertThat(condition(decision, "Validated").reason()).isEqualTo("Warnings");
    assertThat(decision.status().phase()).isEqualTo("Ready");
    assertThat(decision.status().failedExpectations()).hasSize(1);
    assertThat(decision.status().hints()).isEqualTo(HINTS);
    assertThat(decision.status().preparation().finishedAt()).isEqualTo(NOW.toString());
    assertThat(decision.status().snapshot().time()).isEqualTo(RUNNING);
    assertThat(decision.again()).isNull();
  }

  @Test
  void theSnapshotBeforeGoesIntoTheHistoryUnlessItIsTheSame() {
    Snapshot old = snapshot("a", 10);
    DatasetStatus before = with(preparing(2), old, List.of(snapshot("z", 1)));
    Decision other = next(dataset(before), observed(job(2, 1, succeeded(snapshot("b", 20)))));
    assertThat(other.status().snapshot().name()).isEqualTo("b");
    assertThat(other.status().history()).extracting(Snapshot::name).containsExactly("a", "z");
    Decision same = next(dataset(before), observed(job(2, 1, succeeded(snapshot("a", 10)))));
    assertThat(same.status().history()).extracting(Snapshot::name).containsExactly("z");
  }

  /** They are about the snapshot that is current, and that one stays. */
  @Test
  void hintsOutliveAPreparationThatFails() {
    Dataset dataset = dataset(preparing(1));
    dataset.setStatus(next(dataset, observed(job(1, 1, succeeded(SNAPSHOT)))).status());
    Decision start = next(asking(dataset.getStatus(), "now"), observed());
    Decision failed =
        next(
            asking(start.status(), "now"),
            observed(job(2, 1, failure("ColumnMissing", "no", false))));
    assertThat(failed.status().phase()).isEqualTo("Failed");
    assertThat(failed.status().hints()).isEqualTo(HINTS);
  }

  @Test
  void historyIsBounded() {
    List<Snapshot> many =
        java.util.stream.IntStream.range(0, 10).mapToObj(i -> snapshot("h" + i, i)).toList();
    Decision decision =
        next(
            dataset(with(preparing(2), snapshot("a", 10), many)),
            observed(job(2, 1, succeeded(snapshot("b", 20)))));
    assertThat(decision.status().history()).hasSize(10);
    assertThat(decision.status().history().getFirst().name()).isEqualTo("a");
  }

  @Test
  void jobsOfEarlierPreparationsAreRemoved() {
    ObservedJob old = job(1, 2, failure("SourceUnreachable", "x", true));
    Decision.Rest rest =
        (Decision.Rest)
            next(dataset(preparing(2)), observed(old, job(2, 1, succeeded(snapshot("b", 20)))));
    assertThat(rest.stop()).containsExactly(old.job());
  }

  @ParameterizedTest
  @CsvSource({
    "ColumnMissing, false, ",
    "SourceNotFound, false, SourcesReady",
    "ExpectationFailed, false, Validated",
    "EmptyResult, false, ",
    "TypeMismatch, false, "
  })
  void aFailureThatWillNotPassStallsAndKeepsTheLastGoodSnapshot(
      String reason, boolean retryable, String also) {
    Snapshot good = snapshot("a", 10);
    Dataset dataset = dataset(with(preparing(2), good, List.of()));
    Decision decision =
        next(dataset, observed(job(2, 1, failure(reason, "what to change", retryable))));
    assertThat(condition(decision, "Stalled").isTrue()).isTrue();
    assertThat(condition(decision, "Ready").reason()).isEqualTo(reason);
    assertThat(condition(decision, "Ready").message()).isEqualTo("what to change");
    assertThat(decision.status().phase()).isEqualTo("Failed");
    assertThat(decision.status().snapshot()).isEqualTo(good);
    assertThat(decision.again()).isNull();
    if (also != null) {
      assertThat(condition(decision, also).reason()).isEqualTo(reason);
      assertThat(condition(decision, also).isTrue()).isFalse();
    }
    dataset.setStatus(decision.status());
    Decision after =
        next(dataset, observed(job(2, 1, failure(reason, "what to change", retryable))));
    assertThat(after.status()).isEqualTo(decision.status());
    assertThat(after).isInstanceOf(Decision.Rest.class);
  }

  @Test
  void expectationsThatAreNotMetAreListed() {
    String message =
        TerminationMessage.of(
            new Failure("ExpectationFailed", "temp not null: 3 rows", false),
            new PrepareResult(
                null,
                List.of(new FailedExpectation("temp not null", "Fail", "3 rows")),
                0,
                List.of(),
                null));
    Decision decision =
        next(dataset(preparing(1)), observed(job(1, 1, ended("Failed", 1, "Error", message))));
    assertThat(decision.status().failedExpectations())
        .containsExactly(new FailedExpectation("temp not null", "Fail", "3 rows"));
    assertThat(condition(decision, "Validated").message()).isEqualTo("temp not null: 3 rows");
  }

  @Test
  void aPassingFailureIsTriedThreeTimes() {
    Dataset dataset = dataset(preparing(1));
    ObservedJob one = job(1, 1, failure("SourceUnreachable", "no answer", true));
    Decision waiting = at(NOW, dataset, observed(one));
    assertThat(waiting.status().phase()).isEqualTo("Waiting");
    assertThat(waiting.again()).isEqualTo(Duration.ofSeconds(10));
    assertThat(condition(waiting, "SourcesReady").isTrue()).isFalse();
    assertThat(condition(waiting, "Reconciling").reason()).isEqualTo("SourceUnreachable");
    dataset.setStatus(waiting.status());
    Decision.Start second = (Decision.Start) at(NOW.plusSeconds(10), dataset, observed(one));
    assertThat(second.job().getMetadata().getName()).endsWith("-1-a2");
    dataset.setStatus(second.status());
    ObservedJob two = job(1, 2, failure("SourceUnreachable", "no answer", true));
    Decision again = at(NOW.plusSeconds(11), dataset, observed(one, two));
    assertThat(again.again()).isEqualTo(Duration.ofSeconds(9));
    dataset.setStatus(again.status());
    Decision.Start third = (Decision.Start) at(NOW.plusSeconds(20), dataset, observed(one, two));
    dataset.setStatus(third.status());
    ObservedJob three = job(1, 3, failure("SourceUnreachable", "no answer", true));
    Decision last = at(NOW.plusSeconds(30), dataset, observed(one, two, three));
    assertThat(condition(last, "Stalled").isTrue()).isTrue();
    assertThat(last.status().preparation().finishedAt()).isNotNull();
  }

  @Test
  void runningOutOfMemoryIsFinalAndSaysSo() {
    Decision decision = next(dataset(preparing(1)), observed(job(1, 1, oomKilled())));
    assertThat(condition(decision, "Stalled").reason()).isEqualTo("OOMKilled");
    assertThat(condition(decision, "Stalled").message())
        .contains("give it more in spec.resources.memory");
  }

  @Test
  void aDeletedJobIsTriedAgain() {
    Decision decision = next(dataset(preparing(1)), observed());
    assertThat(decision.status().phase()).isEqualTo("Waiting");
    assertThat(condition(decision, "Ready").reason()).isEqualTo("PodLost");
  }

  @Test
  void aJobThatTheCacheDoesNotKnowYetIsNoLostJob() {
    Dataset dataset = dataset(preparing(1, NOW.minusSeconds(1).toString()));
    assertThat(next(dataset, observed()).status().phase()).isEqualTo("Preparing");
  }

  @Test
  void anImageThatCannotBePulledIsToldOnceAndGivenUpAfterAnHour() {
    Dataset dataset = dataset(preparing(1));
    Decision decision = next(dataset, observed(job(1, 1, waiting("ErrImagePull", "denied"))));
    assertThat(condition(decision, "Ready").reason()).isEqualTo("ImagePull");
    assertThat(condition(decision, "Reconciling").isTrue()).isTrue();
    dataset.setStatus(decision.status());
    Decision same = next(dataset, observed(job(1, 1, waiting("ImagePullBackOff", "back-off"))));
    assertThat(same.status()).isEqualTo(decision.status());
    Decision late =
        at(
            NOW.plusSeconds(3600),
            dataset,
            observed(job(1, 1, waiting("ImagePullBackOff", "back-off"))));
    assertThat(condition(late, "Stalled").reason()).isEqualTo("ImagePull");
  }

  // ---- requests

  @Test
  void aNewerSnapshotIsPreparedWhenATrainingJobWantsOne() {
    DatasetStatus ready = ready(snapshot("a", 10));
    Instant before = Instant.parse(ready.preparation().startedAt());
    Dataset dataset = dataset(ready);
    assertThat(next(dataset, wanted(before.minusSeconds(1)))).isInstanceOf(Decision.Rest.class);
    Decision.Start start = (Decision.Start) next(dataset, wanted(before));
    assertThat(start.status().preparation().trigger()).isEqualTo("Requested");
    assertThat(start.status().preparation().number()).isEqualTo(2);
    assertThat(start.status().snapshot()).isNotNull();
  }

  @Test
  void aRequestOfThisVerySecondWaitsForTheNext() {
    Dataset dataset = dataset(ready(snapshot("a", 10)));
    Decision decision = next(dataset, wanted(NOW));
    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.again()).isEqualTo(Duration.ofSeconds(1));
    assertThat(at(NOW.plusSeconds(1), dataset, wanted(NOW))).isInstanceOf(Decision.Start.class);
  }

  @Test
  void aRequestIsAnsweredByAPreparationThatFailed() {
    Dataset dataset = dataset(ready(snapshot("a", 10)));
    dataset.setStatus(next(dataset, wanted(NOW.minusSeconds(5))).status());
    ObservedJob failed = job(2, 1, failure("ColumnMissing", "x", false));
    DatasetObserved observed =
        new DatasetObserved(
            Map.of(failed.job().getMetadata().getName(), failed),
            Set.of(),
            null,
            NOW.minusSeconds(5));
    dataset.setStatus(next(dataset, observed).status());
    assertThat(next(dataset, observed)).isInstanceOf(Decision.Rest.class);
  }

  @Test
  void aRefusedJobIsToldAndTriedAgainOnlyIfThatCanHelp() {
    Dataset dataset = dataset(null);
    Decision start = next(dataset, observed());
    Decision quota =
        DatasetPlan.refused(
            dataset, start, new Refusal(Refusal.Cause.FORBIDDEN, "exceeded quota"), NOW);
    assertThat(condition(quota, "Reconciling").message()).contains("exceeded quota");
    assertThat(quota.again()).isEqualTo(Duration.ofSeconds(30));
    assertThat(quota.status().preparation()).isNull();
    Decision invalid =
        DatasetPlan.refused(dataset, start, new Refusal(Refusal.Cause.INVALID, "bad name"), NOW);
    assertThat(condition(invalid, "Stalled").reason()).isEqualTo("JobRefused");
    dataset.setStatus(invalid.status());
    assertThat(next(dataset, observed())).isInstanceOf(Decision.Rest.class);
  }

  // ---- what the tests are made of

  @Test
  void aScheduleStartsAPreparationWhenItIsDueAndOnce() {
    Dataset dataset = dataset(ready(SNAPSHOT));
    dataset.setSpec(spec(SPEC + "schedule: 0 12 * * *\ntimeZone: Europe/Berlin\n"));
    // noon in Berlin is 11:00 UTC; the last preparation started at 09:59 UTC
    Decision.Rest before = (Decision.Rest) at(NOW, dataset, observed());
    assertThat(before.again()).isEqualTo(Duration.ofHours(1));
    assertThat(condition(before, "Scheduled").message())
        .isEqualTo("the next preparation is due at 2026-11-20T11:00:00Z");
    Instant late = Instant.parse("2026-11-23T11:30:00Z");
    Decision.Start due = (Decision.Start) at(late, dataset, observed());
    assertThat(due.status().preparation())
        .satisfies(
            p -> {
              assertThat(p.number()).isEqualTo(2);
              assertThat(p.trigger()).isEqualTo("Scheduled");
            });
    assertThat(due.status().snapshot()).isEqualTo(SNAPSHOT);
    // of the three times that were missed one is caught up: the next is tomorrow's
    DatasetStatus done = finished(due.status(), late);
    dataset.setStatus(done);
    Decision.Rest after = (Decision.Rest) at(late.plusSeconds(60), dataset, observed());
    assertThat(condition(after, "Scheduled").message()).contains("2026-11-24T11:00:00Z");
  }

  @Test
  void anAnnotationAsksForAPreparationOnce() {
    Dataset dataset = asking(ready(SNAPSHOT), "today");
    Decision.Start start = (Decision.Start) next(dataset, observed());
    assertThat(start.status().preparation().trigger()).isEqualTo("Asked");
    assertThat(start.status().refreshHandled()).isEqualTo("today");
    DatasetStatus done = finished(start.status(), NOW);
    assertThat(next(asking(done, "today"), observed())).isInstanceOf(Decision.Rest.class);
    assertThat(next(asking(done, "tomorrow"), observed())).isInstanceOf(Decision.Start.class);
    assertThat(next(dataset(done), observed())).isInstanceOf(Decision.Rest.class);
  }

  @Test
  void whatIsAskedDuringAPreparationComesAfterIt() {
    Dataset dataset = asking(preparing(1), "now");
    Decision running = next(dataset, observed(job(1, 1, running())));
    assertThat(running).isInstanceOf(Decision.Rest.class);
    assertThat(running.status().refreshHandled()).isNull();
    Decision done = next(dataset, observed(job(1, 1, succeeded(SNAPSHOT))));
    assertThat(next(asking(done.status(), "now"), observed(job(1, 1, succeeded(SNAPSHOT)))))
        .isInstanceOf(Decision.Start.class);
  }

  @Test
  void whatIsAskedAndRefusedIsNotAskedAgain() {
    Dataset dataset = asking(ready(SNAPSHOT), "now");
    Decision refused =
        DatasetPlan.refused(
            dataset, next(dataset, observed()), new Refusal(Refusal.Cause.INVALID, "no"), NOW);
    assertThat(refused.status().refreshHandled()).isEqualTo("now");
    assertThat(next(asking(refused.status(), "now"), observed())).isInstanceOf(Decision.Rest.class);
  }

  @Test
  void onlyGenerationAnnotationAndDeletionConcernTheController() {
    Dataset before = dataset(ready(SNAPSHOT));
    assertThat(DatasetSources.concerns(dataset(preparing(2)), before)).isFalse();
    assertThat(DatasetSources.concerns(asking(ready(SNAPSHOT), "now"), before)).isTrue();
    Dataset changed = dataset(ready(SNAPSHOT));
    changed.getMetadata().setGeneration(9L);
    assertThat(DatasetSources.concerns(changed, before)).isTrue();
    Dataset deleted = dataset(ready(SNAPSHOT));
    deleted.getMetadata().setDeletionTimestamp(NOW.toString());
    assertThat(DatasetSources.concerns(deleted, before)).isTrue();
  }

  private static Dataset asking(DatasetStatus status, String value) {
    Dataset dataset = dataset(status);
    dataset.getMetadata().setAnnotations(Map.of("slipway.dev/refresh", value));
    return dataset;
  }

  @Test
  void aScheduleThatCannotBeReadIsTold() {
    Dataset dataset = dataset(ready(SNAPSHOT));
    dataset.setSpec(spec(SPEC + "schedule: every day at noon\n"));
    assertThat(condition(at(NOW, dataset, observed()), "Scheduled"))
        .satisfies(
            c -> {
              assertThat(c.reason()).isEqualTo("ScheduleInvalid");
              assertThat(c.message()).contains("'every day at noon' cannot be read");
            });
    dataset.setSpec(spec(SPEC + "schedule: 0 12 * * *\ntimeZone: Europe/Atlantis\n"));
    assertThat(condition(at(NOW, dataset, observed()), "Scheduled").message())
        .contains("Europe/Atlantis is not known");
  }

  @Test
  void whatFailedIsTriedAgainWhenTheSpecChangesInAnyWay() {
    DatasetStatus failed =
        next(
                dataset(preparing(1)),
                observed(job(1, 1, failure("OOMKilled", "too little memory", false))))
            .status();
    Dataset dataset = dataset(failed);
    assertThat(next(dataset, observed())).isInstanceOf(Decision.Rest.class);
    dataset.setSpec(spec(SPEC + "resources: {memory: 4Gi}\n"));
    dataset.getMetadata().setGeneration(4L);
    Decision.Start again = (Decision.Start) next(dataset, observed());
    assertThat(again.status().preparation().number()).isEqualTo(2);
  }

  private static DatasetStatus finished(DatasetStatus s, Instant at) {
    return new DatasetStatus(
        s.observedGeneration(),
        "Ready",
        s.snapshot(),
        s.history(),
        Preparations.finished(s.preparation(), at),
        s.failedExpectations(),
        s.quarantinedRows(),
        s.refreshHandled(),
        s.hints(),
        null,
        null,
        null,
        null,
        null,
        s.conditions());
  }
}
