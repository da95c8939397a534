package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model is. Immutable but for {@code approval}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "self.model == oldSelf.model && self.version == oldSelf.version && self.artifact == oldSelf.artifact"
            + " && has(self.lineage) == has(oldSelf.lineage) && (!has(self.lineage) || self.lineage == oldSelf.lineage)"
            + " && has(self.metrics) == has(oldSelf.metrics) && (!has(self.metrics) || self.metrics == oldSelf.metrics)"
            + " && has(self.validation) == has(oldSelf.validation) && (!has(self.validation) || self.validation == oldSelf.validation)"
            + " && has(self.documentation) == has(oldSelf.documentation) && (!has(self.documentation) || self.documentation == oldSelf.documentation)",
    message = "a ModelVersion is immutable but for `approval`: create another version instead")
public record ModelVersionSpec(
    @JsonPropertyDescription("What people must know of the model.")
        @Nullable Documentation documentation,
    @Required
        @Pattern("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")
        @Size(max = 40)
        @JsonPropertyDescription("The line of versions that this one belongs to.")
        String model,
    @Required @Min(1) @JsonPropertyDescription("Its number in that line.") Long version,
    @Required @JsonPropertyDescription("The model's files.") Artifact artifact,
    @JsonPropertyDescription("What the model was made from.") @Nullable Lineage lineage,
    @JsonPropertyDescription("What the training code reported.") Map<String, Double> metrics,
    @JsonPropertyDescription("How it is validated and approved.") @Nullable Validation validation,
    @JsonPropertyDescription("A person's decision; it overrules the gates either way.")
        @Nullable Decision approval) {

  public ModelVersionSpec {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }

  /** A person's decision on a version. */
  public enum Decision {
    Approved,
    Rejected
  }

  /** The model's files. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Artifact(
      @Required
          @Pattern("^(s3|pvc)://.+$")
          @JsonPropertyDescription("The folder with the files: s3://… or pvc://<claim>/<path>.")
          String uri,
      @Required
          @Pattern("^sha256:[0-9a-f]{64}$")
          @JsonPropertyDescription("The digest over every file's path and content.")
          String digest,
      @JsonPropertyDescription("All files together, in bytes.") @Nullable Long sizeBytes) {}

  /** What a model was made from. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Lineage(
      @JsonPropertyDescription("The TrainingJob.") @Nullable String trainingJob,
      @JsonPropertyDescription("The digest of the run.") @Nullable String run,
      @JsonPropertyDescription("The training image, as the template names it.")
          @Nullable String image,
      @JsonPropertyDescription("The training image's digest, as the node resolved it.")
          @Nullable String imageId,
      @JsonPropertyDescription("The parameters.") @Nullable Map<String, String> parameters,
      @JsonPropertyDescription("The Dataset.") @Nullable String dataset,
      @JsonPropertyDescription("The snapshot.") @Nullable Snapshot snapshot) {}
}
