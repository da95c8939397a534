package dev.slipway.runner.prepare.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MutualInformationTest {
  /**
   * Two by two rows: a shuffle puts k = 0, 1, 2 of two into a cell with chances 1/6, 4/6, 1/6; a
   * cell adds ½·ln 2 when k is 2 and else nothing, so E = 4·½·ln 2/6 = ⅓ bit. A copy tells 1 bit.
   */
  @Test
  void chanceIsTakenAway() {
    MutualInformation copy = MutualInformation.of(new long[][] {{2, 0}, {0, 2}});
    assertThat(copy.bits()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(copy.share()).isCloseTo(1, within(1e-12));
    assertThat(MutualInformation.of(new long[][] {{1, 1}, {1, 1}}))
        .isEqualTo(new MutualInformation(0, 0));
  }

  /** Of many rows chance makes nothing: rows ⅜ ⅛ / ⅛ ⅜ tell ¾ ln 3/2 + ¼ ln ½ = 0.1308 nats. */
  @Test
  void manyRows() {
    MutualInformation some =
        MutualInformation.of(new long[][] {{300_000, 100_000}, {100_000, 300_000}});
    assertThat(some.bits())
        .isCloseTo((0.75 * Math.log(1.5) + 0.25 * Math.log(0.5)) / Math.log(2), within(2e-6));
    assertThat(some.share()).isCloseTo(some.bits(), within(2e-6));
  }

  @Test
  void whatNeverChangesTellsNothing() {
    assertThat(MutualInformation.of(new long[][] {{5, 3}})).isEqualTo(new MutualInformation(0, 0));
    assertThat(MutualInformation.of(new long[][] {{5}, {3}}))
        .isEqualTo(new MutualInformation(0, 0));
    assertThat(MutualInformation.of(new long[0][])).isEqualTo(new MutualInformation(0, 0));
  }

  /** Three random rows in each of 100 groups seem to tell a third of the label. */
  @Test
  void manyGroupsOfFewRowsTellNothing() {
    double sum = 0;
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      long[][] counts = new long[100][2];
      for (int i = 0; i < 300; i++) {
        counts[random.nextInt(100)][random.nextInt(2)]++;
      }
      sum += MutualInformation.of(counts).share() / 20;
    }
    assertThat(sum).isLessThan(0.04);
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
    assertThat(MutualInformation.of(turned).bits()).isCloseTo(found.bits(), within(1e-9));
  }
}
