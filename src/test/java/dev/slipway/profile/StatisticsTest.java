package dev.slipway.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that monitoring stands on, simulated with fixed seeds. */
class StatisticsTest {
  private static final double THRESHOLD = 0.1;

  @Test
  void psiIsAsDefined() {
    long[] current = {600_000, 400_000};
    long[] reference = {500_000, 500_000};
    double expected = 0.1 * Math.log(0.6 / 0.5) - 0.1 * Math.log(0.4 / 0.5);
    assertThat(Psi.of(current, reference).value()).isCloseTo(expected, Offset.offset(1e-6));
    assertThat(Psi.of(reference, reference).value()).isZero();
  }

  @Test
  void theFloorIsTheThresholdOrWhatChanceMakes() {
    var reference = new long[] {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    var few = new long[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    // χ² with 9 degrees of freedom exceeds 27.877 once in 1000 times
    assertThat(Psi.of(few, reference).floor(THRESHOLD, 1))
        .isCloseTo(27.877 * (1.0 / 50 + 1.0 / 10_000), Offset.offset(1e-4));
    assertThat(Psi.of(reference, reference).floor(THRESHOLD, 1)).isEqualTo(THRESHOLD);
    assertThat(Psi.of(few, reference).floor(THRESHOLD, 50))
        .isGreaterThan(Psi.of(few, reference).floor(THRESHOLD, 1));
  }

  /** At most 1 % of windows of 50 columns may show a fault when nothing has changed. */
  @ParameterizedTest
  @CsvSource({"50,1000", "100,1000", "300,1000", "1000,1000", "10000,100", "100000,5"})
  void nothingChangedRaisesNothing(int rows, int windows) {
    var random = new SplittableRandom(rows);
    ColumnProfile baseline = normal(random, 10_000);
    long[] reference = ColumnComparison.reference(baseline);
    int columns = 50;
    int alarms = 0;
    for (int window = 0; window < windows; window++) {
      boolean alarm = false;
      for (int column = 0; column < columns; column++) {
        Psi psi = Psi.of(multinomial(random, rows, reference), reference);
        alarm |= psi.value() > psi.floor(THRESHOLD, columns);
      }
      alarms += alarm ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(windows / 100);
  }

  /** The same with categories, most of which are rare, and with a true baseline sample. */
  @ParameterizedTest
  @CsvSource({"50,3000", "300,2000", "3000,500"})
  void rareCategoriesRaiseNothing(int rows, int windows) {
    var random = new SplittableRandom(rows);
    var weights = new long[100];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1_000_000 / (i + 1) / (i + 1) + 50;
    }
    int alarms = 0;
    for (int window = 0; window < windows; window++) {
      long[] reference = multinomial(random, 10_000, weights);
      Psi psi = Psi.of(multinomial(random, rows, weights), reference);
      alarms += psi.value() > psi.floor(THRESHOLD, 1) ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(windows / 500);
  }

  @ParameterizedTest
  @CsvSource({"300,1.0", "1000,1.0", "300,0.5", "10000,0.5"})
  void aShiftIsFound(int rows, double shift) {
    var random = new SplittableRandom(3);
    ColumnProfile baseline = normal(random, 10_000);
    Bins bins = Bins.of(baseline);
    int found = 0;
    for (int window = 0; window < 100; window++) {
      var counts = new long[bins.places()];
      for (int i = 0; i < rows; i++) {
        counts[bins.place(gaussian(random) + shift)]++;
      }
      Psi psi = ColumnComparison.of(baseline, counts, 20).psi();
      found += psi.value() > psi.floor(THRESHOLD, 20) ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(99);
  }

  @Test
  void oneOutlierChangesNothing() {
    var random = new SplittableRandom(4);
    ColumnProfile baseline = normal(random, 10_000);
    Bins bins = Bins.of(baseline);
    var shifted = new long[bins.places()];
    var same = new long[bins.places()];
    for (int i = 0; i < 1000; i++) {
      shifted[bins.place(gaussian(random) + 3)]++;
      same[bins.place(gaussian(random))]++;
    }
    double before = ColumnComparison.of(baseline, shifted, 1).psi().value();
    shifted[bins.place(1e6)]++;
    same[bins.place(1e6)]++;
    assertThat(ColumnComparison.of(baseline, shifted, 1).psi().value())
        .isCloseTo(before, Offset.offset(0.02))
        .isGreaterThan(4);
    assertThat(ColumnComparison.of(baseline, same, 1).psi().value()).isLessThan(THRESHOLD);
  }

  @Test
  void missingAndUnseenValuesAreTold() {
    ColumnProfile baseline =
        Profiler.categories("c", "string", "Feature", Map.of("a", 5000L, "b", 5000L), 0);
    var comparison = ColumnComparison.of(baseline, new long[] {100, 100, 40, 60}, 1);
    assertThat(comparison.nullIncrease()).isCloseTo(0.2, Offset.offset(1e-9));
    assertThat(comparison.nullChance()).isLessThan(0.05);
    assertThat(comparison.unseen()).isCloseTo(40.0 / 300, Offset.offset(1e-9));
  }

  @Test
  void unseenIsNotJudgedWhereTheListIsNotComplete() {
    var frequencies = new HashMap<String, Long>();
    for (int i = 0; i < 201; i++) {
      frequencies.put("c" + i, 10L);
    }
    ColumnProfile baseline = Profiler.categories("c", "string", "Feature", frequencies, 0);
    assertThat(ColumnComparison.of(baseline, new long[202], 1).unseen()).isNull();
  }

  @Test
  void nothingCountedIsNoDrift() {
    ColumnProfile baseline = normal(new SplittableRandom(1), 100);
    var comparison = ColumnComparison.of(baseline, new long[12], 1);
    assertThat(comparison.psi().value()).isZero();
    assertThat(comparison.psi().floor(THRESHOLD, 1)).isEqualTo(THRESHOLD);
  }

  private static ColumnProfile normal(SplittableRandom random, int rows) {
    var values = new double[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = gaussian(random);
    }
    return Profiler.numbers("x", "number", "Feature", values);
  }

  private static double gaussian(SplittableRandom random) {
    return random.nextGaussian();
  }

  private static long[] multinomial(SplittableRandom random, int rows, long[] weights) {
    var cumulated = new long[weights.length];
    long total = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      cumulated[i] = total;
    }
    var counts = new long[weights.length];
    for (int row = 0; row < rows; row++) {
      int found = java.util.Arrays.binarySearch(cumulated, random.nextLong(total) + 1);
      int place = found >= 0 ? found : -found - 1;
      while (place > 0 && cumulated[place - 1] == cumulated[place]) {
        place--;
      }
      counts[place]++;
    }
    return counts;
  }
}
