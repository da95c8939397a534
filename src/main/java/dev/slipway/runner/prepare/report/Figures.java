package dev.slipway.runner.prepare.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and names as a page shows them. */
final class Figures {
  static final String NONE = "–";

  private static final int LONGEST = 80;
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  /** A count, with commas. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with four digits, and an exponent when it is very small or great. */
  static String number(@Nullable Double number) {
    if (number == null || !Double.isFinite(number)) {
      return NONE;
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e9) {
      return count(number.longValue());
    }
    BigDecimal rounded = new BigDecimal(number).round(FOUR_DIGITS);
    double size = Math.abs(number);
    return size < 1e-4 || size >= 1e9
        ? String.format(Locale.ROOT, "%.3e", number)
        : rounded.stripTrailingZeros().toPlainString();
  }

  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double left = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (left < 1000) {
        break;
      }
      left /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, left < 10 ? "%.1f %s" : "%.0f %s", left, unit);
  }

  /** A length in a drawing. */
  static String length(double length) {
    return new BigDecimal(String.format(Locale.ROOT, "%.2f", length))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A name or value of the user's data, not longer than 80 characters. */
  static String name(String name) {
    return cut(name, LONGEST);
  }

  static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
  }

  private Figures() {}
}
