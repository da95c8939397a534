package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What processes have used. */
public record ResourceUse(
    @JsonPropertyDescription(
            "The largest sum of resident memory that they had at one look, and at least the most that one of them alone ever had. Pages that several share count in each of them.")
        long peakMemoryBytes,
    @JsonPropertyDescription("Their user and system time.") double cpuSeconds) {}
