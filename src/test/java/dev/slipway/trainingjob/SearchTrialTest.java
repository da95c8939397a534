package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.search.Trial;
import dev.slipway.trainingjob.TrialOutcome.State;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the folds of a trial make of it. */
class SearchTrialTest {
  private static final TrialOutcome GOOD =
      ended(State.SUCCEEDED).metrics(Map.of("auc", 0.9)).curve(Map.of(1L, 0.8, 9L, 0.9)).build();
  private static final TrialOutcome BAD =
      ended(State.STOPPED).reason("StoppedEarly").curve(Map.of(1L, 0.5)).build();

  @Test
  void theFoldThatWasStoppedIsLearntFrom() {
    assertThat(trial(GOOD, BAD).asSample().outcome()).isEqualTo(new Trial.Stopped(1, 0.5));
    assertThat(trial(BAD, GOOD).asSample().outcome()).isEqualTo(new Trial.Stopped(1, 0.5));
  }

  @Test
  void nothingIsLearntFromOneThatReportedNothingOrFailed() {
    assertThat(trial(GOOD, ended(State.STOPPED).build()).asSample().outcome())
        .isInstanceOf(Trial.Failed.class);
    assertThat(trial(GOOD, ended(State.FAILED).build()).asSample().outcome())
        .isInstanceOf(Trial.Failed.class);
  }

  @Test
  void theFoldThatFailedIsToldAndItsFailureIsThatOfAll() {
    TrialOutcome failed =
        ended(State.FAILED).reason("OOMKilled").finishedAt("2026-11-20T10:00:00Z").build();
    TrialOutcome stopped =
        ended(State.STOPPED).reason("OtherFoldEnded").finishedAt("2026-11-20T11:00:00Z").build();
    assertThat(trial(failed, stopped).result().state()).isEqualTo("Failed");
    assertThat(trial(failed, stopped).result().reason()).isEqualTo("OOMKilled");
    assertThat(trial(failed, stopped).result().finishedAt()).isEqualTo("2026-11-20T11:00:00Z");
  }

  @Test
  void theObjectiveIsThatOfAllFoldsTogether() {
    TrialOutcome other = ended(State.SUCCEEDED).metrics(Map.of("auc", 0.7, "f1", 0.5)).build();
    SearchTrial trial = trial(GOOD, other);
    assertThat(trial.objective())
        .hasValueSatisfying(auc -> assertThat(auc).isCloseTo(0.8, within(1e-12)));
    assertThat(trial.metrics()).as("what only one reports has no mean").containsOnlyKeys("auc");
    assertThat(trial(GOOD).state()).as("one fold is missing").isEqualTo(SearchTrial.State.RUNNING);
    assertThat(trial(GOOD).objective()).isEmpty();
  }

  private static TrialOutcomeBuilder ended(State state) {
    return TrialOutcomeBuilder.builder()
        .state(state)
        .reason(state.name())
        .finishedAt("2026-11-20T10:00:00Z");
  }

  /** On two folds. */
  private static SearchTrial trial(TrialOutcome... folds) {
    List<TrialAttempt> attempts =
        IntStream.range(0, folds.length)
            .mapToObj(
                i ->
                    new TrialAttempt(
                        1,
                        i + 1,
                        1,
                        Fixtures.pending(new Job()),
                        new TrialTask(Map.of("depth", "1"), null),
                        folds[i]))
            .toList();
    return Objects.requireNonNull(SearchTrial.of(attempts, 2, "auc").get(1));
  }
}
