package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a snapshot is made from, and how. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.sources.all(s, self.sources.exists_one(t, t.name == s.name))",
    message = "every source needs a name of its own")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.from) || self.sources.exists(t, t.name == s.from))",
    message = "a step's `from` must name one of the sources")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.join) || self.sources.exists(t, t.name == s.join.source))",
    message = "a join's `source` must name one of the sources")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.union) || self.sources.exists(t, t.name == s.union.source))",
    message = "a union's `source` must name one of the sources")
public record DatasetSpec(
    @JsonPropertyDescription("What people must know of this data.")
        @Nullable Documentation documentation,
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "Where the data comes from. The steps work on the first source; the others are joined to it.")
        List<Source> sources,
    @Size(max = 64)
        @JsonPropertyDescription("What is done to the data, in order; exactly one verb each.")
        List<Step> steps,
    @JsonPropertyDescription("The column that models learn to predict.") @Nullable String label,
    @JsonPropertyDescription(
            "What is predicted. When it is not given: two distinct labels or a boolean mean"
                + " BinaryClassification, text or up to 20 distinct whole numbers"
                + " MulticlassClassification, else Regression.")
        @Nullable Task task,
    @Size(max = 128) @JsonPropertyDescription("What must be true of the prepared rows.")
        List<Expectation> expectations,
    @Required @JsonPropertyDescription("How the rows are divided.") Splits splits) {

  public DatasetSpec {
    sources = sources == null ? List.of() : List.copyOf(sources);
    steps = steps == null ? List.of() : List.copyOf(steps);
    expectations = expectations == null ? List.of() : List.copyOf(expectations);
  }
}
