package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;

/** Makes the rows by a container of the user's. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TransformStep(
    @Required
        @JsonPropertyDescription(
            "What runs. The contract: the rows so far in $SLIPWAY_INPUT/rows.parquet, the files of a source"
                + " with format Files below $SLIPWAY_FILES, both for reading; the new rows are all *.parquet files"
                + " in the folder $SLIPWAY_OUTPUT.")
        TransformContainer container,
    @Size(max = 8)
        @JsonPropertyDescription("Secrets to pull the image with, beside those of the namespace.")
        List<LocalObjectReference> imagePullSecrets) {

  public TransformStep {
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
  }

  /** The same with nothing but what the rows depend on: not how the container is run. */
  public TransformStep essence() {
    return new TransformStep(
        new TransformContainer(
            container.image(), null, container.command(), container.args(), container.env(), null),
        List.of());
  }
}
