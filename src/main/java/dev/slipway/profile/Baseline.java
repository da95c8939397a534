package dev.slipway.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an agent compares its traffic with; its answer to {@code GET /baseline}.
 *
 * @param modelVersion the ModelVersion that it serves
 * @param profile of the snapshot's train part; null when the model has no snapshot
 * @param predictions of the predictions on the held-out split; null when there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Baseline(
    @Nullable String modelVersion, @Nullable Profile profile, @Nullable Profile predictions) {}
