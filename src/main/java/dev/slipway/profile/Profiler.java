package dev.slipway.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Profiles columns that are in memory, such as a model's predictions on a held-out split. */
public final class Profiler {
  /** How many categories are listed. */
  public static final int LISTED = 200;

  private static final int PARTS = 10;

  /**
   * Profiles a number.
   *
   * @param name the column
   * @param type number or integer
   * @param role Feature, Label or Key
   * @param values the values; NaN is missing
   */
  public static ColumnProfile numbers(String name, String type, String role, double[] values) {
    double[] sorted = DoubleStream.of(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    List<Double> edges =
        sorted.length == 0
            ? List.of()
            : IntStream.range(1, PARTS)
                .mapToObj(i -> sorted[(int) ((long) i * sorted.length / PARTS)])
                .distinct()
                .toList();
    var stats = Arrays.stream(sorted).summaryStatistics();
    double mean = stats.getAverage();
    double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
    ColumnProfile empty = column(name, type, role, edges, null, new long[0], 0, 0);
    Bins bins = Bins.of(empty);
    var counts = new long[bins.places()];
    for (double value : values) {
      counts[bins.place(value)]++;
    }
    ColumnProfile counted =
        column(
            name,
            type,
            role,
            edges,
            null,
            Arrays.copyOf(counts, bins.size()),
            0,
            counts[bins.missing()]);
    return sorted.length == 0
        ? counted
        : new ColumnProfile(
            name,
            type,
            role,
            edges,
            null,
            counted.counts(),
            0,
            counted.nulls(),
            mean,
            Math.sqrt(squares / sorted.length),
            stats.getMin(),
            stats.getMax());
  }

  /**
   * Profiles texts or booleans.
   *
   * @param name the column
   * @param type string or boolean
   * @param role Feature, Label or Key
   * @param frequencies how often each category occurs
   * @param nulls missing values
   */
  public static ColumnProfile categories(
      String name, String type, String role, Map<String, Long> frequencies, long nulls) {
    var byFrequency =
        new TreeMap<>(frequencies)
            .entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue).reversed())
                .toList();
    var listed = byFrequency.stream().limit(LISTED).toList();
    long unlisted = byFrequency.stream().skip(LISTED).mapToLong(Map.Entry::getValue).sum();
    return column(
        name,
        type,
        role,
        null,
        listed.stream().map(Map.Entry::getKey).toList(),
        listed.stream().mapToLong(Map.Entry::getValue).toArray(),
        unlisted,
        nulls);
  }

  private static ColumnProfile column(
      String name,
      String type,
      String role,
      @Nullable List<Double> edges,
      @Nullable List<String> categories,
      long[] counts,
      long unlisted,
      long nulls) {
    return new ColumnProfile(
        name,
        type,
        role,
        edges,
        categories,
        Arrays.stream(counts).boxed().toList(),
        unlisted,
        nulls,
        null,
        null,
        null,
        null);
  }

  private Profiler() {}
}
