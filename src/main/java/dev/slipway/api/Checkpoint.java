package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A checkpoint of a training, whole in the store. */
public record Checkpoint(
    @JsonPropertyDescription("Counts the checkpoints of the run, from 1.") int number,
    @JsonPropertyDescription("When it was in the store (RFC 3339).") String savedAt,
    @JsonPropertyDescription("How many bytes it has.") long bytes) {}
