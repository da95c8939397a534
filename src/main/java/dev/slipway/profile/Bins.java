package dev.slipway.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frozen bins of one column: tells for a value the place of its counter. Places are the bins in
 * the order of {@link ColumnProfile#counts}, then one for unseen categories, then one for missing
 * values. Immutable and safe for threads.
 */
public final class Bins {
  private final double @Nullable [] edges;
  private final Map<String, Integer> categories;
  private final boolean logical;
  private final int size;

  private Bins(double @Nullable [] edges, Map<String, Integer> categories, boolean logical) {
    this.edges = edges;
    this.categories = categories;
    this.logical = logical;
    this.size = edges == null ? categories.size() : edges.length + 1;
  }

  /** The bins of a column; a column with neither edges nor categories has none. */
  public static Bins of(ColumnProfile column) {
    boolean logical = "boolean".equals(column.type());
    List<Double> edges = column.edges();
    if (edges != null) {
      double[] sorted = edges.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new Bins(sorted, Map.of(), logical);
    }
    var places = new HashMap<String, Integer>();
    List<String> categories = column.categories();
    for (String category : categories == null ? List.<String>of() : categories) {
      places.putIfAbsent(category, places.size());
    }
    return new Bins(null, places, logical);
  }

  /** How many bins there are. */
  public int size() {
    return size;
  }

  /** How many counters there are: the bins, unseen, missing. */
  public int places() {
    return size + 2;
  }

  /** The place of categories that the baseline does not list. */
  public int unseen() {
    return size;
  }

  /** The place of missing values. */
  public int missing() {
    return size + 1;
  }

  /** The place of a number; NaN is missing. */
  public int place(double value) {
    if (Double.isNaN(value)) {
      return missing();
    }
    if (edges == null) {
      return category(logical ? (value == 0 ? "false" : "true") : text(value));
    }
    int from = 0;
    int to = edges.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (edges[middle] <= value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The place of a text; where numbers are expected, one that is no number is missing. */
  public int place(String value) {
    if (edges == null) {
      return category(value);
    }
    try {
      return place(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return missing();
    }
  }

  /** The place of a value as JSON has it: a number, a text, a boolean or nothing. */
  public int place(@Nullable Object value) {
    return switch (value) {
      case null -> missing();
      case Number number -> place(number.doubleValue());
      case Boolean flag -> edges == null ? category(flag.toString()) : place(flag ? 1.0 : 0.0);
      default -> place(value.toString());
    };
  }

  private int category(String value) {
    return categories.getOrDefault(value, unseen());
  }

  /** A number as a category is written: whole numbers without a fraction. */
  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
