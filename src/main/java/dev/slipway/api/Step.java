package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.step.AggregateStep;
import dev.slipway.api.step.BalanceStep;
import dev.slipway.api.step.BucketStep;
import dev.slipway.api.step.CastStep;
import dev.slipway.api.step.ClipStep;
import dev.slipway.api.step.DatePartsStep;
import dev.slipway.api.step.DeduplicateStep;
import dev.slipway.api.step.EncodeStep;
import dev.slipway.api.step.FillStep;
import dev.slipway.api.step.FlattenStep;
import dev.slipway.api.step.JoinStep;
import dev.slipway.api.step.SampleStep;
import dev.slipway.api.step.ScaleStep;
import dev.slipway.api.step.TextStep;
import dev.slipway.api.step.TransformStep;
import dev.slipway.api.step.UnionStep;
import dev.slipway.api.step.WindowStep;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of preparation: exactly one verb. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.select), has(self.drop), has(self.rename), has(self.cast),"
            + " has(self.derive), has(self.filter), has(self.join), has(self.union),"
            + " has(self.deduplicate), has(self.fill), has(self.dropNulls),"
            + " has(self.clip), has(self.encode), has(self.scale), has(self.bucket),"
            + " has(self.dateParts), has(self.aggregate), has(self.window),"
            + " has(self.flatten), has(self.text), has(self.sample),"
            + " has(self.balance), has(self.sql), has(self.transform)].exists_one(x, x)",
    message =
        "a step needs exactly one verb: select, drop, rename, cast, derive,"
            + " filter, join, union, deduplicate, fill, dropNulls, clip, encode,"
            + " scale, bucket, dateParts, aggregate, window, flatten, text, sample,"
            + " balance, sql or transform")
public record Step(
    @JsonPropertyDescription("The source that the step changes; the first one when not given.")
        @Nullable String from,
    @JsonPropertyDescription("Keep only these columns, in this order.")
        @Nullable
        @Size(min = 1, max = 1024)
        List<String> select,
    @JsonPropertyDescription("Remove these columns.") @Nullable @Size(min = 1, max = 1024)
        List<String> drop,
    @JsonPropertyDescription("Rename columns: old name to new name.")
        @Nullable Map<String, String> rename,
    @JsonPropertyDescription("Give columns another type.") @Nullable CastStep cast,
    @JsonPropertyDescription(
            "Add or replace columns: name to SQL expression (DuckDB's dialect) over the columns of the row.")
        @Nullable Map<String, String> derive,
    @JsonPropertyDescription("Keep the rows for which this SQL expression is true.")
        @Nullable
        @Size(min = 1, max = 4096)
        String filter,
    @JsonPropertyDescription("Bring in the columns of another source, or ask whether it has a row.")
        @Nullable JoinStep join,
    @JsonPropertyDescription("Add the rows of another source.") @Nullable UnionStep union,
    @JsonPropertyDescription("Keep one row of those that agree in some columns.")
        @Nullable DeduplicateStep deduplicate,
    @JsonPropertyDescription(
            "Replace missing values; what is computed is computed on the train part only.")
        @Nullable FillStep fill,
    @JsonPropertyDescription("Remove the rows that have no value in one of these columns.")
        @Nullable
        @Size(min = 1, max = 1024)
        List<String> dropNulls,
    @JsonPropertyDescription("Limit numbers to a range.") @Nullable ClipStep clip,
    @JsonPropertyDescription(
            "Turn categories into numbers; what is computed is computed on the train part only.")
        @Nullable EncodeStep encode,
    @JsonPropertyDescription(
            "Bring numbers to a common scale; what is computed is computed on the train part only.")
        @Nullable ScaleStep scale,
    @JsonPropertyDescription("Turn numbers into the numbers of the intervals they lie in.")
        @Nullable BucketStep bucket,
    @JsonPropertyDescription("Add parts of moments as whole numbers.")
        @Nullable DatePartsStep dateParts,
    @JsonPropertyDescription("Make one row of all that agree in some columns.")
        @Nullable AggregateStep aggregate,
    @JsonPropertyDescription("Add what other rows before a row hold.") @Nullable WindowStep window,
    @JsonPropertyDescription("Take values out of JSON or a structure.")
        @Nullable FlattenStep flatten,
    @JsonPropertyDescription("Normalise text, or turn it into weights of n-grams.")
        @Nullable TextStep text,
    @JsonPropertyDescription("Keep a part of the rows.") @Nullable SampleStep sample,
    @JsonPropertyDescription("Bring the classes of the train part to like numbers of rows.")
        @Nullable BalanceStep balance,
    @JsonPropertyDescription(
            "Make the rows by a SELECT (DuckDB's dialect) from the table `input`, which are the rows so far.")
        @Nullable
        @Size(min = 1, max = 16384)
        String sql,
    @JsonPropertyDescription(
            "Make the rows by a container of your own, of files if need be: images, audio, documents.")
        @Nullable TransformStep transform) {
  /** The same with nothing but what the rows depend on: without how a container is run. */
  public Step essence() {
    return transform == null
        ? this
        : new Step(
            from,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            transform.essence());
  }
}
