package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API server checks of a job of another operator at admission. Its spec is checked by its
 * own kind's schema when it is made.
 */
public record HandedOverShape(
    @JsonPropertyDescription(
            "The group and version of the kind, such as ray.io/v1; one that this installation has rules for.")
        @Required
        @Pattern("^[a-z0-9.-]+/v[a-z0-9]+$")
        @Size(max = 200)
        String apiVersion,
    @JsonPropertyDescription("The kind, such as RayJob.")
        @Required
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        @Size(max = 63)
        String kind,
    @JsonPropertyDescription("What the job gets beside its name and the labels of Slipway.")
        @Nullable Metadata metadata,
    @JsonPropertyDescription(
            "The spec, as the kind's own CRD has it; the contract is added where the engine's rules say.")
        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        JsonNode spec) {

  /** Its name is that of the attempt, and its namespace that of the TrainingJob. */
  public record Metadata(
      @JsonPropertyDescription("Labels of the job, such as that of a queue.")
          @Nullable Map<String, String> labels,
      @JsonPropertyDescription("Annotations of the job.")
          @Nullable Map<String, String> annotations) {}
}
