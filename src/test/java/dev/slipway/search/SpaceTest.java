package dev.slipway.search;

import static dev.slipway.search.Spaces.choice;
import static dev.slipway.search.Spaces.log;
import static dev.slipway.search.Spaces.real;
import static dev.slipway.search.Spaces.steps;
import static dev.slipway.search.Spaces.when;
import static dev.slipway.search.Spaces.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.WithNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceTest {
  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(Spaces.of(), "there is no parameter to search"),
        Arguments.of(Spaces.of(real("x", 0, 1), whole("x", 0, 1)), "x stands there twice"),
        Arguments.of(
            Spaces.of(real("x", 2, 1.5)), "x has min 2, which must be less than its max 1.5"),
        Arguments.of(Spaces.of(real("x", 2, 2)), "x has min 2, which must be less than its max 2"),
        Arguments.of(
            Spaces.of(log("x", 0, 1)),
            "x is logarithmic, so its min must be greater than 0; it is 0"),
        Arguments.of(Spaces.of(real("x", Double.NaN, 1)), "x needs a finite min and max"),
        Arguments.of(
            Spaces.of(real("x", 0, Double.POSITIVE_INFINITY)), "x needs a finite min and max"),
        Arguments.of(
            Spaces.of(whole("x", 0.5, 3)),
            "x is an integer, so its min and max must be integers; they are 0.5 and 3"),
        Arguments.of(
            Spaces.of(new Range("x", 0, 3, false, true, 0.5, null)),
            "x is an integer, so its step must be one; it is 0.5"),
        Arguments.of(
            Spaces.of(steps("x", 0, 1, 0)),
            "x has step 0, which must be greater than 0 and at most max - min"),
        Arguments.of(
            Spaces.of(steps("x", 0, 1, 1.5)),
            "x has step 1.5, which must be greater than 0 and at most max - min"),
        Arguments.of(Spaces.of(steps("x", 0, 1, 1e-300)), "x has too small a step: 1.0E-300"),
        Arguments.of(
            Spaces.of(new Range("x", 1, 3, true, false, 1.0, null)),
            "x has a step, which a logarithmic range cannot have: drop one of the two"),
        Arguments.of(Spaces.of(choice("x")), "x has no values: give at least one"),
        Arguments.of(Spaces.of(choice("x", "a", "b", "a", "a")), "x has the value a twice"),
        Arguments.of(
            Spaces.of(choice("kind", "a"), when(real("x", 0, 1), "knid", "a")),
            "x depends on knid, which is not a parameter; there are kind, x"),
        Arguments.of(
            Spaces.of(choice("kind", "a"), when(real("x", 0, 1), "kind", "a", "z")),
            "x depends on kind being z, which it cannot be"),
        Arguments.of(
            Spaces.of(whole("n", 1, 3), when(real("x", 0, 1), "n", "4")),
            "x depends on n being 4, which it cannot be"),
        Arguments.of(
            Spaces.of(choice("kind", "a"), when(real("x", 0, 1), "kind")),
            "x depends on no value of kind: give at least one"),
        Arguments.of(
            Spaces.of(real("y", 0, 1), when(real("x", 0, 1), "y", "0.5")),
            "x depends on y, which can have any value: give it a step, or depend on a choice or an"
                + " integer"),
        Arguments.of(
            Spaces.of(when(choice("x", "a"), "x", "a")),
            "x depends on itself through x: break the circle"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(Space space, String problem) {
    assertThat(space.problems()).containsExactly(problem);
  }

  @Test
  void aCircleIsNamedByAllInIt() {
    assertThat(
            Spaces.of(
                    when(choice("x", "a"), "y", "b"),
                    when(choice("y", "b"), "x", "a"),
                    when(choice("z", "c"), "x", "a"))
                .problems())
        .containsExactly(
            "x depends on itself through y: break the circle",
            "y depends on itself through x: break the circle");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void noSamplerTakesIt(Space space, String problem) {
    assertThatThrownBy(() -> new RandomSampler(space, 1)).hasMessage(problem);
    assertThatThrownBy(() -> new TpeSampler(space, Goal.MINIMIZE, 1)).hasMessage(problem);
    assertThatThrownBy(() -> Grid.of(space, 2)).hasMessage(problem);
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    assertThat(Spaces.of(real("x", 1, 0), log("y", -1, 1)).problems()).hasSize(2);
  }

  /** Whatever numbers are given, either there is a problem or every trial keeps to them. */
  @Property(tries = 500)
  void noNumbersAreTooBad(
      @ForAll double min,
      @ForAll double max,
      @ForAll boolean log,
      @ForAll boolean whole,
      @ForAll @WithNull Double step,
      @ForAll long seed) {
    Space space = Spaces.of(new Range("x", min, max, log, whole, step, null));
    if (space.problems().isEmpty()) {
      assertThat(new RandomSampler(space, seed).next(List.of(), 0).orElseThrow())
          .matches(point -> Spaces.contains(space, point));
    }
    Space hanging = Spaces.of(space.dimensions().getFirst(), when(real("y", 0, 1), "x", "1"));
    assertThat(hanging.problems()).containsAll(space.problems());
  }

  @Test
  void parametersMayStandInAnyOrder() {
    Space space =
        Spaces.of(
            when(whole("c", 1, 2), "b", "2"), when(whole("b", 1, 2), "a", "x"), choice("a", "x"));
    assertThat(space.problems()).isEmpty();
    assertThat(space.dimensions()).extracting(Dimension::name).isEqualTo(List.of("a", "b", "c"));
  }
}
