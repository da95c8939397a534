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

/** Turns numbers into the numbers of the intervals they lie in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.by == 'Edges') == has(self.edges)",
    message = "bucket needs `edges` with Edges, and only then")
@ValidationRule(
    value = "(self.by == 'Edges') != has(self.bins)",
    message = "bucket needs `bins` with Width and Quantile, and only then")
@ValidationRule(
    value = "!has(self.edges) || self.edges.isSorted()",
    message = "the edges must rise")
public record BucketStep(
    @Required
        @Size(min = 1, max = 1024)
        @JsonPropertyDescription(
            "The columns to bucket; numbers. A value becomes how many edges are not above it.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "What decides the edges: Edges are given, Width makes equally wide intervals and Quantile equally full ones of the train part.")
        By by,
    @Nullable @Size(min = 1, max = 255) @JsonPropertyDescription("For Edges: the edges, rising.")
        List<Double> edges,
    @Nullable
        @Min(2)
        @Max(256)
        @JsonPropertyDescription("For Width and Quantile: how many intervals.")
        Integer bins) {
  /** What decides the edges. */
  public enum By {
    Edges,
    Width,
    Quantile
  }
}
