package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What serves, and what is on its way. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Waiting, Progressing, Available, Degraded or Failed.")
        @Nullable String phase,
    @JsonPropertyDescription("The revision that receives the traffic.") @Nullable Revision revision,
    @JsonPropertyDescription("The revision that is being rolled out.") @Nullable Revision candidate,
    @JsonPropertyDescription("Name of a revision that was given up; it is not tried again.")
        @Nullable String abandoned,
    @JsonPropertyDescription(
            "Revisions that received the traffic before, newest first; at most 10.")
        List<Revision> history,
    @StatusReplicas @JsonPropertyDescription("Pods of the revision that receives the traffic.")
        @Nullable Integer replicas,
    @JsonPropertyDescription("Of these, the ones that can answer.")
        @Nullable Integer availableReplicas,
    @LabelSelector @JsonPropertyDescription("Selects these pods; for autoscalers.")
        @Nullable String selector,
    @JsonPropertyDescription("Where the model answers inside the cluster.") @Nullable String url,
    @JsonPropertyDescription("The conditions.") List<Condition> conditions)
    implements Conditioned {

  public DeploymentStatus {
    history = history == null ? List.of() : List.copyOf(history);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** A model version in a runtime. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Revision(
      @JsonPropertyDescription("Its name: <deployment>-<hash>; also of its apps/v1 Deployment.")
          String name,
      @JsonPropertyDescription("The ModelVersion.") String modelVersion,
      @JsonPropertyDescription("The digest of the model's files.") String digest,
      @JsonPropertyDescription("When its rollout started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it began to receive the traffic (RFC 3339).")
          @Nullable String servingSince,
      @JsonPropertyDescription("When it ceased to receive the traffic (RFC 3339).")
          @Nullable String servingUntil) {}
}
