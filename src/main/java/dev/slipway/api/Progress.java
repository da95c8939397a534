package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How far work is that takes a while. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
    @JsonPropertyDescription("How much is done, 0 to 100; an estimate.") int percent,
    @JsonPropertyDescription("What is being done, such as steps[2] fill.") String doing,
    @JsonPropertyDescription("Rows that were read so far.") @Nullable Long rows,
    @JsonPropertyDescription("Rows that were read in a second, on average.")
        @Nullable Long rowsPerSecond,
    @JsonPropertyDescription("When it will be done, in seconds from then; an estimate.")
        @Nullable Long remainingSeconds) {}
