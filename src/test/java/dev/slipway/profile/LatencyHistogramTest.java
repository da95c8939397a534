package dev.slipway.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void everyLatencyLiesInItsPlace() {
    var random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double seconds = Math.pow(10, random.nextDouble() * 8 - 5);
      int place = LatencyHistogram.place(seconds);
      assertThat(place).isBetween(0, LatencyHistogram.PLACES - 1);
      assertThat(seconds).isLessThan(LatencyHistogram.upperSeconds(place));
      if (place > 0) {
        assertThat(seconds).isGreaterThanOrEqualTo(LatencyHistogram.upperSeconds(place - 1));
      }
    }
    assertThat(LatencyHistogram.place(1e-4)).isEqualTo(1);
    assertThat(LatencyHistogram.place(0)).isZero();
    assertThat(LatencyHistogram.place(1e9)).isEqualTo(LatencyHistogram.PLACES - 1);
  }

  @Test
  void quantilesAreAsExactAsPromised() {
    var random = new Random(2);
    var counts = new long[LatencyHistogram.PLACES];
    var all = new double[50_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = 0.02 * Math.exp(random.nextGaussian());
      counts[LatencyHistogram.place(all[i])]++;
    }
    Arrays.sort(all);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      assertThat(LatencyHistogram.quantile(counts, share))
          .isCloseTo(all[(int) (share * all.length)], Percentage.withPercentage(5));
    }
  }

  @Test
  void oneLatencyIsFoundWithinNineteenPercent() {
    var counts = new long[LatencyHistogram.PLACES];
    counts[LatencyHistogram.place(0.0123)]++;
    assertThat(LatencyHistogram.quantile(counts, 0.99))
        .isCloseTo(0.0123, Percentage.withPercentage(19));
  }

  @Test
  void nothingCountedHasNoQuantile() {
    assertThat(LatencyHistogram.quantile(new long[LatencyHistogram.PLACES], 0.5)).isNaN();
  }
}
