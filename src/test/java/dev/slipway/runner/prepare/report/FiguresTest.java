package dev.slipway.runner.prepare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.prepare.insight.Percent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "-12345|-12,345",
        "1234567.891|1235000",
        "0.000123456|0.0001235",
        "0.00001|1.000e-05",
        "2.50|2.5",
        "1e300|1.000e+300",
        "NaN|–",
        "Infinity|–"
      })
  void numbers(double number, String shown) {
    assertThat(Figures.number(number)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "1, 100 %",
    "0.00001, < 0.01 %",
    "0.05, 5.00 %",
    "0.5, 50.0 %",
    "0.9999, 99.99 %"
  })
  void shares(double share, String shown) {
    assertThat(Percent.of(share)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"999, 999 B", "1500, 1.5 kB", "58123, 58 kB", "1350000000, 1.4 GB"})
  void bytes(long bytes, String shown) {
    assertThat(Figures.bytes(bytes)).isEqualTo(shown);
  }

  /** A character that takes two places in a text is not cut in half. */
  @ParameterizedTest
  @CsvSource({"abc, 3, abc", "abcd, 3, abc…", "😀😀😀😀, 3, 😀😀😀…"})
  void names(String name, int most, String shown) {
    assertThat(Figures.cut(name, most)).isEqualTo(shown);
  }
}
