package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API server checks of a pod template at admission. Everything else in it is kept as it is
 * and checked when a pod is made of it: the whole schema of a pod would make the CRD too large to
 * apply.
 */
public record PodTemplateShape(
    @SchemaFrom(type = Object.class) @PreserveUnknownFields @Nullable JsonNode metadata,
    @Required @PreserveUnknownFields PodShape spec) {

  /** What is checked of the pod. */
  public record PodShape(@Required @Size(min = 1, max = 32) List<JsonNode> containers) {}
}
