package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Adds the rows of another source, columns matched by name; missing ones are null. */
public record UnionStep(
    @Required @JsonPropertyDescription("The other source; it may be empty.") String source) {}
