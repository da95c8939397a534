package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What people must know of data or a model; it is copied into the model card. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Documentation(
    @JsonPropertyDescription("What it is for, and what it must not be used for.")
        @Nullable String purpose,
    @JsonPropertyDescription("The team or person who answers for it.") @Nullable String owner,
    @JsonPropertyDescription("How sensitive the data is, in the organisation's own terms.")
        @Nullable String sensitivity,
    @JsonPropertyDescription(
            "The licence of the data or model, as an SPDX identifier if there is one.")
        @Nullable String licence,
    @JsonPropertyDescription("Known risks and limits.") @Nullable String risks) {}
