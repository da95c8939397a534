package dev.slipway.status;

import static dev.slipway.api.Condition.FALSE;
import static dev.slipway.api.Condition.TRUE;
import static dev.slipway.api.Condition.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  private static final Condition TRAINING = Condition.of("Ready", FALSE, "Training", "run r1");

  @Test
  void tellsWhatIsNew() {
    assertThat(Transitions.between(List.of(), List.of(TRAINING))).containsExactly(TRAINING);
  }

  @Test
  void tellsAnotherStatusOrReason() {
    var retrying = Condition.of("Ready", FALSE, "Retrying", "run r1");
    var trained = Condition.of("Ready", TRUE, "Retrying", "run r1");
    assertThat(Transitions.between(List.of(TRAINING), List.of(retrying))).containsExactly(retrying);
    assertThat(Transitions.between(List.of(retrying), List.of(trained))).containsExactly(trained);
  }

  @Test
  void saysNothingOfAnotherMessage() {
    var other = Condition.of("Ready", FALSE, "Training", "run r1, attempt 2");
    assertThat(Transitions.between(List.of(TRAINING), List.of(other))).isEmpty();
  }

  @Test
  void leavesReconcilingAndStalledToReady() {
    var all = Conditions.summary(Conditions.Summary.STALLED, "Failed", "why");
    assertThat(Transitions.between(List.of(), all))
        .extracting(Condition::type)
        .containsExactly("Ready");
  }

  @Test
  void unknownIsNewsOnlyAfterSomethingElse() {
    var unknown = Condition.of("Validated", UNKNOWN, "Skipped", "no runtime");
    var known = Condition.of("Validated", TRUE, "GatesPassed", "3 of 3");
    assertThat(Transitions.between(List.of(), List.of(unknown))).isEmpty();
    assertThat(Transitions.between(List.of(known), List.of(unknown))).containsExactly(unknown);
    var retrying = Condition.of("Validated", UNKNOWN, "Retrying", "attempt 1");
    assertThat(Transitions.between(List.of(unknown), List.of(retrying))).containsExactly(retrying);
  }

  @Test
  void aPodsNextStagePassesWithoutAnEvent() {
    var going = Conditions.summary(Conditions.Summary.RECONCILING, "Initializing", "run r1");
    assertThat(Transitions.passing(going.getFirst(), going)).isTrue();
    var waiting = Conditions.summary(Conditions.Summary.RECONCILING, "ImagePull", "no such image");
    assertThat(Transitions.passing(waiting.getFirst(), waiting)).isFalse();
    var ended = Conditions.summary(Conditions.Summary.STALLED, "Initializing", "run r1");
    assertThat(Transitions.passing(ended.getFirst(), ended)).isFalse();
    var trains = Conditions.summary(Conditions.Summary.RECONCILING, "Training", "run r1");
    assertThat(Transitions.passing(trains.getFirst(), trains)).isFalse();
  }
}
