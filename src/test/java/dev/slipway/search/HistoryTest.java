package dev.slipway.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.search.Trial.Failed;
import dev.slipway.search.Trial.Finished;
import dev.slipway.search.Trial.Outcome;
import dev.slipway.search.Trial.Running;
import dev.slipway.search.Trial.Stopped;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final List<Trial> TRIALS =
      trials(
          new Finished(3),
          new Stopped(10, -5),
          new Running(),
          new Finished(Double.NaN),
          new Finished(1),
          new Stopped(20, 7),
          new Failed(),
          new Stopped(20, Double.NaN),
          new Stopped(20, 6),
          new Finished(Double.POSITIVE_INFINITY));

  private static List<Trial> trials(Outcome... outcomes) {
    return IntStream.range(0, outcomes.length)
        .mapToObj(i -> new Trial(i, Map.of(), outcomes[i]))
        .toList();
  }

  private static List<Integer> ranked(Goal goal) {
    return History.of(TRIALS, goal).ranked().stream().map(Trial::number).toList();
  }

  /** A trial that was stopped never came as far as the finished ones: its value is another's. */
  @Test
  void finishedBeforeStoppedBeforeDiverged() {
    assertThat(ranked(Goal.MINIMIZE)).containsExactly(4, 0, 8, 5, 7, 1, 3, 9);
  }

  @Test
  void greaterIsBetterWhereItIsTheGoal() {
    assertThat(ranked(Goal.MAXIMIZE)).containsExactly(0, 4, 5, 8, 7, 1, 3, 9);
  }

  @Test
  void runningOnesAreKeptAndFailedOnesAreNot() {
    assertThat(History.of(TRIALS, Goal.MINIMIZE).running()).containsExactly(TRIALS.get(2));
  }
}
