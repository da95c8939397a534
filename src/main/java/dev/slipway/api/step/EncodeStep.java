package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns categories into numbers. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.__as__ == 'Target') == has(self.target)",
    message = "encode needs `target` with Target, and only then")
@ValidationRule(
    value = "self.__as__ == 'Target' || (!has(self.folds) && !has(self.smoothing))",
    message = "`folds` and `smoothing` belong to Target")
public record EncodeStep(
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to encode.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "Ordinal: the category's place in alphabetical order, -1 if unknown. OneHot: a 0/1 column <column>_<category> each (at most 100), all 0 if unknown. Frequency: the category's share of the train part, 0 if unknown. Target: the mean of the target over the category's rows of the train part, smoothed towards the mean of all; rows of the train part get the mean of the other folds.")
        As as,
    @Nullable
        @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "For Target: the column whose mean is taken; numbers or a boolean.")
        String target,
    @Nullable
        @Min(2)
        @Max(20)
        @JsonPropertyDescription(
            "For Target: into how many folds the train part is divided, by the hash of the splits' key; 5 when not given.")
        Integer folds,
    @Nullable
        @Min(0)
        @JsonPropertyDescription(
            "For Target: how many rows the mean of all weighs in each category; 10 when not given.")
        Double smoothing) {
  /** The kind of numbers. */
  public enum As {
    OneHot,
    Ordinal,
    Frequency,
    Target
  }
}
