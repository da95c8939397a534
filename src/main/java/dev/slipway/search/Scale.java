package dev.slipway.search;

import dev.slipway.search.Dimension.Range;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The line on which a range's values are spread evenly. Of a range with steps each value owns half
 * a step on either side, so that the first and the last are as likely as the others.
 *
 * @param step the distance between its values; 0 when every value is one
 * @param last the number of the last step
 */
record Scale(Range range, double step, long last) {
  /** So many digits survive a logarithm and back: 0.01 does not become 0.010000000000000004. */
  private static final MathContext SURE = new MathContext(15);

  static Scale of(Range range) {
    Double given = range.step();
    double step = given != null ? given : range.whole() ? 1 : 0;
    return new Scale(range, step, step == 0 ? 0 : last(range, step));
  }

  /** By their decimals: 0.3 is three steps of 0.1, although its quotient is below 3. */
  private static long last(Range range, double step) {
    return BigDecimal.valueOf(range.max())
        .subtract(BigDecimal.valueOf(range.min()))
        .divideToIntegralValue(BigDecimal.valueOf(step))
        .longValue();
  }

  /** Whether its values can be counted. */
  boolean stepped() {
    return step > 0;
  }

  /** Where it begins. */
  double low() {
    return onLine(range.min() - step / 2);
  }

  /** Where it ends. */
  double high() {
    return onLine(stepped() ? end() : range.max());
  }

  private double end() {
    return range.min() + (last + 0.5) * step;
  }

  /** The place that is a share of the way from its beginning to its end. */
  double at(double share) {
    return low() + share * (high() - low());
  }

  /** Whether a text is one of its values. */
  boolean contains(String text) {
    try {
      double value = Double.parseDouble(text);
      return range.min() <= value && value <= (stepped() ? end() : range.max());
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Where a value lies. */
  double place(String text) {
    return onLine(Double.parseDouble(text));
  }

  /** The place of the value that is nearest to a place. */
  double nearest(double place) {
    return stepped() ? onLine(range.min() + stepAt(place) * step) : place;
  }

  /** Where the half step before a value's place begins. */
  double before(double place) {
    return onLine(offLine(place) - step / 2);
  }

  /** Where the half step after a value's place ends. */
  double after(double place) {
    return onLine(offLine(place) + step / 2);
  }

  /** The value at a place, as text. */
  String value(double place) {
    if (stepped()) {
      return valueOfStep(stepAt(place));
    }
    double value = new BigDecimal(offLine(place)).round(SURE).doubleValue();
    return String.valueOf(Math.clamp(value, range.min(), range.max()));
  }

  /** The value so many steps from the least, as text. */
  String valueOfStep(long k) {
    BigDecimal value =
        BigDecimal.valueOf(range.min())
            .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(k)));
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** How many steps a value is from the least; -1 if it is none. */
  long stepOfValue(String text) {
    if (!contains(text)) {
      return -1;
    }
    long k = stepAt(place(text));
    return valueOfStep(k).equals(text) ? k : -1;
  }

  private long stepAt(double place) {
    return Math.clamp(Math.round((offLine(place) - range.min()) / step), 0, last);
  }

  private double onLine(double value) {
    return range.log() ? Math.log(value) : value;
  }

  private double offLine(double place) {
    return range.log() ? Math.exp(place) : place;
  }
}
