package dev.slipway.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is frozen of one column: bins and how many rows of the train part fell into each.
 *
 * <p>Bins of a number are cut at {@code edges} e₁ &lt; … &lt; eₖ (deciles of the train part, equal
 * ones merged): bin i holds the values x with exactly i edges ≤ x, so there are k+1, open at both
 * ends. Bins of text and booleans are the {@code categories}. Counters over a column have one place
 * for each bin, then one for unseen categories (always 0 for numbers), then one for missing values;
 * see {@link Counters}.
 *
 * @param name the column
 * @param type number, integer, string, boolean or timestamp
 * @param role Feature, Label or Key
 * @param edges inner edges of a number's bins; null for categories
 * @param categories up to 200 categories, most frequent first; null for numbers
 * @param counts rows of the train part in each bin
 * @param unlisted rows of the train part whose category is not listed; when it is above 0, unseen
 *     categories cannot be told from rare ones and are not judged
 * @param nulls rows of the train part without a value
 * @param mean of a number
 * @param deviation standard deviation of a number
 * @param min least number
 * @param max greatest number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnProfile(
    String name,
    String type,
    String role,
    @Nullable List<Double> edges,
    @Nullable List<String> categories,
    List<Long> counts,
    long unlisted,
    long nulls,
    @Nullable Double mean,
    @Nullable Double deviation,
    @Nullable Double min,
    @Nullable Double max) {}
