package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows are divided into a part to train on, one to tune on and one to validate on. Rows with
 * equal keys always stay together.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "self.train + self.test + (has(self.validation) ? self.validation : 0.0) > 0.999 &&"
            + " self.train + self.test + (has(self.validation) ? self.validation : 0.0) < 1.001",
    message = "train, validation and test must add up to 1")
@ValidationRule(
    value = "(self.by == 'Time') == has(self.time)",
    message =
        "splits by Time need `time`, the column that orders the rows; others must not have it")
@ValidationRule(
    value = "(self.by == 'Stratified') == has(self.stratum)",
    message =
        "splits by Stratified need `stratum`, the column whose values are spread evenly; others must not have it")
@ValidationRule(
    value = "!has(self.time) || !(self.time in self.key)",
    message = "the time column cannot be part of the key")
@ValidationRule(
    value = "!has(self.stratum) || !(self.stratum in self.key)",
    message = "the stratum column cannot be part of the key")
@ValidationRule(
    value = "self.by != 'Time' || !has(self.salt)",
    message = "salt belongs to Hash and Stratified: splits by Time hash nothing")
public record Splits(
    @Required @JsonPropertyDescription("How a row's part is chosen.") By by,
    @Required
        @Size(min = 1, max = 8)
        @JsonPropertyDescription(
            "The columns that identify a row, or the group that it belongs to (a customer, a patient); rows with"
                + " equal keys stay in one part. They are not features.")
        List<String> key,
    @JsonPropertyDescription(
            "By Time: the column that orders the rows; the oldest are trained on, the newest validated on.")
        @Nullable String time,
    @JsonPropertyDescription(
            "By Stratified: the column, at most 100 values, of which each part gets its share; mostly the label.")
        @Nullable String stratum,
    @Required @Min(0) @Max(1) @JsonPropertyDescription("The share of rows to train on.")
        Double train,
    @Nullable @Min(0) @Max(1) @JsonPropertyDescription("The share of rows to tune on.")
        Double validation,
    @Required
        @Min(0)
        @Max(1)
        @JsonPropertyDescription(
            "The share of rows that models are validated on, and never trained.")
        Double test,
    @JsonPropertyDescription(
            "Divide the train part into this many folds for cross-validation, each a file of its own. By Time they"
                + " follow each other.")
        @Nullable
        @Min(2)
        @Max(20)
        Integer folds,
    @Size(max = 253)
        @JsonPropertyDescription(
            "Text that is hashed with the key; another salt is another division.")
        @Nullable String salt) {

  /** How a row's part is chosen. */
  public enum By {
    /** By the salted hash of its key alone, so that new rows never move old ones. */
    Hash,
    /** By its time, so that nothing is trained on what came after it. */
    Time,
    /** By the salted hash of its key, among the rows of its stratum. */
    Stratified
  }
}
