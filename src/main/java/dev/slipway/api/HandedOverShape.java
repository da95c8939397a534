package dev.slipway.api;

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
    @Required @Pattern("^[a-z0-9.-]+/v[a-z0-9]+$") @Size(max = 200) String apiVersion,
    @Required @Pattern("^[A-Z][A-Za-z0-9]*$") @Size(max = 63) String kind,
    @Nullable Metadata metadata,
    @Required @SchemaFrom(type = Object.class) @PreserveUnknownFields JsonNode spec) {

  /** Its name is that of the attempt, and its namespace that of the TrainingJob. */
  public record Metadata(
      @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {}
}
