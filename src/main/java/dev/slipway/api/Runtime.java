package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** What serves a model: a preset by name, or a container. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.name) != has(self.container)",
    message = "a runtime needs either the name of a preset or a container")
@ValidationRule(
    value = "has(self.name) || (!has(self.image) && !has(self.resources))",
    message = "image and resources change a preset: with container, write them there")
public record Runtime(
    @JsonPropertyDescription("A preset of this installation, such as mlserver-sklearn.")
        @Nullable String name,
    @JsonPropertyDescription("Another image for the preset's container.") @Nullable String image,
    @JsonPropertyDescription("Other resources for the preset's container.")
        @Nullable ResourceRequirements resources,
    @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription(
            "A Kubernetes container that serves the folder $SLIPWAY_MODEL_PATH as the model"
                + " $SLIPWAY_MODEL_NAME over the Open Inference Protocol (REST) on port"
                + " $SLIPWAY_HTTP_PORT.")
        @Nullable JsonNode container) {}
