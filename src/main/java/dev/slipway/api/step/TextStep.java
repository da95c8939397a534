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

/** Works on text. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.__as__ == 'TfIdf' || (!has(self.ngrams) && !has(self.buckets))",
    message = "`ngrams` and `buckets` belong to TfIdf")
public record TextStep(
    @Required @Size(min = 1, max = 64) @JsonPropertyDescription("The columns; text.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "Normalized: small letters without accents, words with one space between. TfIdf: columns <column>_<i> with the weights of hashed n-grams of words, in place of the text.")
        As as,
    @Nullable
        @Min(1)
        @Max(3)
        @JsonPropertyDescription("For TfIdf: the most words of an n-gram; 1 when not given.")
        Integer ngrams,
    @Nullable
        @Min(2)
        @Max(256)
        @JsonPropertyDescription("For TfIdf: how many columns; 64 when not given.")
        Integer buckets) {
  /** What becomes of the text. */
  public enum As {
    Normalized,
    TfIdf
  }
}
