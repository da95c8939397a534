package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A Secret of the same namespace. Only the pod that needs it ever sees its content. */
public record SecretReference(
    @Required @JsonPropertyDescription("Name of the Secret.") String secretName) {}
