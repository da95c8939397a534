package dev.slipway.agent;

import dev.slipway.profile.Bins;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Counters;
import dev.slipway.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The baseline's bins, and how rows are counted into them. Columns beyond a total of {@value
 * #MOST_PLACES} counters are left out: buckets of two days must fit into a small heap.
 */
final class FrozenBins {
  /** The output that predictions are counted as. */
  static final String PREDICTION = "predict";

  /** The output that the second of two classes' probability is counted as. */
  static final String PROBABILITY = "predict_proba";

  private static final int MOST_PLACES = 4096;

  private final List<String> features = new ArrayList<>();
  private final Map<String, Bins> columns = new LinkedHashMap<>();
  private final Map<String, Bins> outputs = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  FrozenBins(@Nullable Profile profile, @Nullable Profile predictions) {
    int places = 0;
    for (ColumnProfile column :
        predictions == null ? List.<ColumnProfile>of() : predictions.columns()) {
      Bins bins = Bins.of(column);
      places += bins.places();
      outputs.put(column.name(), bins);
    }
    for (ColumnProfile column : profile == null ? List.<ColumnProfile>of() : profile.columns()) {
      if (!"Feature".equals(column.role())) {
        continue;
      }
      features.add(column.name());
      Bins bins = Bins.of(column);
      if (places + bins.places() > MOST_PLACES) {
        leftOut.add(column.name());
      } else {
        places += bins.places();
        columns.put(column.name(), bins);
      }
    }
  }

  /** The features in the order of the baseline. */
  List<String> features() {
    return features;
  }

  /** Features that are not counted because there are too many bins. */
  List<String> leftOut() {
    return leftOut;
  }

  /** Whether there is nothing to count. */
  boolean isEmpty() {
    return columns.isEmpty() && outputs.isEmpty();
  }

  /** Counts the values of a request's columns; a feature that is not in the request is missing. */
  Map<String, long[]> features(Table table) {
    var counted = new LinkedHashMap<String, long[]>();
    if (table.columns().isEmpty()) {
      return counted;
    }
    columns.forEach(
        (name, bins) -> {
          List<@Nullable Object> values = table.columns().get(name);
          long[] places = new long[bins.places()];
          if (values == null) {
            places[bins.missing()] = table.rows();
          } else {
            for (Object value : values) {
              places[bins.place(value)]++;
            }
          }
          counted.put(name, places);
        });
    return counted;
  }

  /** Counts the predictions of an answer. */
  Map<String, long[]> outputs(Predictions predictions) {
    var counted = new LinkedHashMap<String, long[]>();
    count(PREDICTION, predictions.predictions(), counted);
    count(PROBABILITY, predictions.secondClass(), counted);
    return counted;
  }

  private void count(String name, List<@Nullable Object> values, Map<String, long[]> counted) {
    Bins bins = outputs.get(name);
    if (bins == null || values.isEmpty()) {
      return;
    }
    long[] places = new long[bins.places()];
    for (Object value : values) {
      places[bins.place(value)]++;
    }
    counted.put(name, places);
  }

  /** Adds what was counted to counters of features. */
  static void addColumns(Counters to, Map<String, long[]> counted) {
    counted.forEach((name, places) -> add(to.column(name, places.length), places));
  }

  /** Adds what was counted to counters of predictions. */
  static void addOutputs(Counters to, Map<String, long[]> counted) {
    counted.forEach((name, places) -> add(to.output(name, places.length), places));
  }

  private static void add(long[] to, long[] places) {
    for (int i = 0; i < places.length; i++) {
      to[i] += places[i];
    }
  }
}
