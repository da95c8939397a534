package dev.slipway.runner.prepare.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MutualInformationTest {
  /** H(X) = H(Y) = 1 bit, each raised by 1/2n nats; H(X,Y) too: I = 1 bit + 1/16 nat. */
  @Test
  void aCopyTellsAll() {
    MutualInformation copy = MutualInformation.of(new long[][] {{4, 0}, {0, 4}});
    assertThat(copy.bits()).isCloseTo(1 + 1 / 16.0 / Math.log(2), within(1e-12));
    assertThat(copy.share()).isCloseTo(1, within(1e-12));
  }

  /**
   * Rows 3 1 / 1 3: H(X) = H(Y) = ln 2, H(X,Y) = −(¾ ln ⅜ + ¼ ln ⅛) = 1.2555, so the plain I is
   * 0.1308 nats; (4 − 2 − 2 + 1)/16 = 0.0625 of it is chance.
   */
  @Test
  void chanceIsTakenAway() {
    MutualInformation some = MutualInformation.of(new long[][] {{3, 1}, {1, 3}});
    assertThat(some.bits()).isCloseTo((0.130812 - 0.0625) / Math.log(2), within(1e-5));
    assertThat(some.share())
        .isCloseTo((0.130812 - 0.0625) / (Math.log(2) + 1 / 16.0), within(1e-5));
  }

  @Test
  void whatNeverChangesTellsNothing() {
    assertThat(MutualInformation.of(new long[][] {{5, 3}})).isEqualTo(new MutualInformation(0, 0));
    assertThat(MutualInformation.of(new long[][] {{5}, {3}}))
        .isEqualTo(new MutualInformation(0, 0));
    assertThat(MutualInformation.of(new long[0][])).isEqualTo(new MutualInformation(0, 0));
  }

  /** Of 300 random rows in 100 groups the plain estimate would claim a quarter of the label. */
  @Test
  void manyGroupsOfFewRowsTellNothing() {
    var random = new Random(1);
    long[][] counts = new long[100][2];
    for (int i = 0; i < 300; i++) {
      counts[random.nextInt(100)][random.nextInt(2)]++;
    }
    assertThat(MutualInformation.of(counts).share()).isLessThan(0.08);
  }

  @Property(tries = 300)
  void isNeverNegativeAndKnowsNoNames(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int groups) {
    var random = new Random(seed);
    long[][] counts = new long[groups][3];
    for (long[] row : counts) {
      for (int y = 0; y < 3; y++) {
        row[y] = random.nextInt(20);
      }
    }
    MutualInformation found = MutualInformation.of(counts);
    assertThat(found.bits()).isNotNegative();
    assertThat(found.share()).isBetween(0.0, 1.0);
    long[][] reversed = new long[groups][];
    long[][] turned = new long[3][groups];
    for (int x = 0; x < groups; x++) {
      reversed[groups - 1 - x] = counts[x];
      for (int y = 0; y < 3; y++) {
        turned[2 - y][x] = counts[x][y];
      }
    }
    assertThat(MutualInformation.of(reversed).bits()).isCloseTo(found.bits(), within(1e-9));
    // I(X;Y) = I(Y;X), unless one of the two never changes.
    assertThat(MutualInformation.of(turned).bits()).isCloseTo(found.bits(), within(1e-9));
  }
}
