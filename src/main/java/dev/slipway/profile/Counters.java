package dev.slipway.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an agent counted in some time. Everything is a sum of whole numbers, so counters of several
 * agents and times add up exactly, in any order. Not safe for threads.
 *
 * <p>Counters over a column are laid out as {@link Bins} says. Those of different ModelVersions
 * have different bins and must not be added.
 */
public final class Counters {
  private long requests;
  private long errors;
  private long rows;
  private long captured;
  private long dropped;
  private final long[] latency;
  private final Map<String, long[]> columns;
  private final Map<String, long[]> outputs;

  /** Counters at zero. */
  public Counters() {
    this(0, 0, 0, 0, 0, null, null, null);
  }

  /**
   * Counters as they were read.
   *
   * @throws IllegalArgumentException when they cannot be counters
   */
  @JsonCreator
  public Counters(
      @JsonProperty("requests") long requests,
      @JsonProperty("errors") long errors,
      @JsonProperty("rows") long rows,
      @JsonProperty("captured") long captured,
      @JsonProperty("dropped") long dropped,
      @JsonProperty("latency") long @Nullable [] latency,
      @JsonProperty("columns") @Nullable Map<String, long[]> columns,
      @JsonProperty("outputs") @Nullable Map<String, long[]> outputs) {
    this.requests = valid(requests, "requests");
    this.errors = valid(errors, "errors");
    this.rows = valid(rows, "rows");
    this.captured = valid(captured, "captured");
    this.dropped = valid(dropped, "dropped");
    this.latency =
        latency == null ? new long[LatencyHistogram.PLACES] : valid(latency.clone(), "latency");
    if (this.latency.length != LatencyHistogram.PLACES) {
      throw new IllegalArgumentException(
          "latency has " + this.latency.length + " places, not " + LatencyHistogram.PLACES);
    }
    this.columns = valid(columns);
    this.outputs = valid(outputs);
  }

  /**
   * Counts a request.
   *
   * @param error whether it failed
   * @param seconds how long its answer took
   */
  public void request(boolean error, double seconds) {
    requests++;
    if (error) {
      errors++;
    }
    latency[LatencyHistogram.place(seconds)]++;
  }

  /** Counts rows that were predicted. */
  public void rows(long more) {
    rows += more;
  }

  /** Counts rows that were captured. */
  public void captured(long more) {
    captured += more;
  }

  /** Counts rows that should have been captured or counted, and were let go. */
  public void dropped(long more) {
    dropped += more;
  }

  /** The counters of a column, to be increased in place. */
  public long[] column(String name, int places) {
    return columns.computeIfAbsent(name, n -> new long[places]);
  }

  /** The counters of an output, to be increased in place. */
  public long[] output(String name, int places) {
    return outputs.computeIfAbsent(name, n -> new long[places]);
  }

  /**
   * Adds other counters to these.
   *
   * @throws IllegalArgumentException when a column has another number of bins there; then nothing
   *     is added
   */
  public void add(Counters other) {
    fits(columns, other.columns);
    fits(outputs, other.outputs);
    requests += other.requests;
    errors += other.errors;
    rows += other.rows;
    captured += other.captured;
    dropped += other.dropped;
    add(latency, other.latency);
    add(columns, other.columns);
    add(outputs, other.outputs);
  }

  /** The sum of two, as new counters. */
  public static Counters sum(Counters one, Counters other) {
    var sum = new Counters();
    sum.add(one);
    sum.add(other);
    return sum;
  }

  /** Requests. */
  @JsonProperty
  public long requests() {
    return requests;
  }

  /** Requests that failed. */
  @JsonProperty
  public long errors() {
    return errors;
  }

  /** Rows that were predicted. */
  @JsonProperty
  public long rows() {
    return rows;
  }

  /** Rows that were captured. */
  @JsonProperty
  public long captured() {
    return captured;
  }

  /** Rows that should have been captured or counted, and were let go. */
  @JsonProperty
  public long dropped() {
    return dropped;
  }

  /** See {@link LatencyHistogram}. */
  @JsonProperty
  public long[] latency() {
    return latency.clone();
  }

  /** The features' counters by column; not to be changed. */
  @JsonProperty
  public Map<String, long[]> columns() {
    return Collections.unmodifiableMap(columns);
  }

  /** The predictions' counters by output; not to be changed. */
  @JsonProperty
  public Map<String, long[]> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Counters that
        && Arrays.equals(totals(), that.totals())
        && Arrays.equals(latency, that.latency)
        && same(columns, that.columns)
        && same(outputs, that.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        Arrays.hashCode(totals()), Arrays.hashCode(latency), columns.keySet(), outputs.keySet());
  }

  private long[] totals() {
    return new long[] {requests, errors, rows, captured, dropped};
  }

  private static boolean same(Map<String, long[]> one, Map<String, long[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
  }

  private static void fits(Map<String, long[]> ours, Map<String, long[]> theirs) {
    theirs.forEach(
        (name, counts) -> {
          long[] here = ours.get(name);
          if (here != null && here.length != counts.length) {
            throw new IllegalArgumentException(
                name + " has " + counts.length + " counters, not " + here.length);
          }
        });
  }

  private static void add(Map<String, long[]> ours, Map<String, long[]> theirs) {
    theirs.forEach(
        (name, counts) -> add(ours.computeIfAbsent(name, n -> new long[counts.length]), counts));
  }

  private static void add(long[] ours, long[] theirs) {
    for (int i = 0; i < ours.length; i++) {
      ours[i] += theirs[i];
    }
  }

  private static Map<String, long[]> valid(@Nullable Map<String, long[]> counters) {
    var copy = new TreeMap<String, long[]>();
    if (counters != null) {
      counters.forEach((name, counts) -> copy.put(name, valid(counts.clone(), name)));
    }
    return copy;
  }

  private static long[] valid(long[] counts, String name) {
    for (long count : counts) {
      valid(count, name);
    }
    return counts;
  }

  private static long valid(long count, String name) {
    if (count < 0) {
      throw new IllegalArgumentException(name + " is negative");
    }
    return count;
  }
}
