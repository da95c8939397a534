package dev.slipway.runner.prepare.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.profile.ColumnProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of one column of the train part.
 *
 * @param name its name
 * @param type number, integer, string, boolean or timestamp
 * @param role Feature, Label or Key
 * @param missing the share of missing values
 * @param min least number
 * @param mean of a number
 * @param deviation standard deviation of a number
 * @param max greatest number
 * @param histogram of a number; null for those that are not shown in detail
 * @param categories the ten most frequent values of text and booleans
 * @param otherRows rows with another value than these
 * @param information what the column tells of the label; null for the label itself, keys, and
 *     without a label
 * @param alone how well it predicts the label alone; null as above, and when there are too few rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnInsight(
    String name,
    String type,
    String role,
    double missing,
    @Nullable Double min,
    @Nullable Double mean,
    @Nullable Double deviation,
    @Nullable Double max,
    @Nullable Histogram histogram,
    List<Category> categories,
    long otherRows,
    @Nullable MutualInformation information,
    @Nullable SingleFeature alone) {
  private static final int MOST_CATEGORIES = 10;

  /** A value and how many rows have it. */
  public record Category(String value, long rows) {}

  static ColumnInsight of(
      ColumnProfile profile,
      long rows,
      @Nullable Histogram histogram,
      @Nullable MutualInformation information,
      @Nullable SingleFeature alone) {
    var categories = new ArrayList<Category>();
    long other = profile.unlisted();
    List<String> values = profile.categories();
    for (int i = 0; values != null && i < values.size(); i++) {
      long count = profile.counts().get(i);
      if (i < MOST_CATEGORIES) {
        categories.add(new Category(values.get(i), count));
      } else {
        other += count;
      }
    }
    return new ColumnInsight(
        profile.name(),
        profile.type(),
        profile.role(),
        rows == 0 ? 0 : (double) profile.nulls() / rows,
        profile.min(),
        profile.mean(),
        profile.deviation(),
        profile.max(),
        histogram,
        categories,
        values == null || values.isEmpty() ? 0 : other,
        information,
        alone);
  }
}
