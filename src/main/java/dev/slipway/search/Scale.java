package dev.slipway.search;

import dev.slipway.search.Dimension.Range;

/**
 * The line on which a range's values are spread evenly. Integers own the half on either side of
 * them, so that the first and the last are as likely as the others.
 *
 * @param low where it begins
 * @param high where it ends
 */
record Scale(Range range, double low, double high) {
  static Scale of(Range range) {
    double margin = range.whole() ? 0.5 : 0;
    return range.log()
        ? new Scale(range, Math.log(range.min() - margin), Math.log(range.max() + margin))
        : new Scale(range, range.min() - margin, range.max() + margin);
  }

  /** Where a value lies. */
  double place(String text) {
    double value = Double.parseDouble(text);
    return range.log() ? Math.log(value) : value;
  }

  /** The value at a place, as text. */
  String value(double place) {
    double value = Math.clamp(range.log() ? Math.exp(place) : place, range.min(), range.max());
    return range.whole() ? String.valueOf(Math.round(value)) : String.valueOf(value);
  }
}
