package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How good a ModelVersion is, and whether it may serve. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelVersionStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Validating, PendingApproval, Approved, Rejected or Failed.")
        @Nullable String phase,
    @JsonPropertyDescription("The validation that runs now or ran last.")
        @Nullable ValidationRun validation,
    @JsonPropertyDescription("The first quality metric, for people: `auc 0.757`.")
        @Nullable String score,
    @JsonPropertyDescription("What was measured on the held-out split.")
        @Nullable Map<String, Double> metrics,
    @JsonPropertyDescription("What the champion reached on the same rows.")
        @Nullable Map<String, Double> championMetrics,
    @JsonPropertyDescription("The gates, decided.") List<GateResult> gates,
    @JsonPropertyDescription("Where the model card (README.md) lies.") @Nullable String card,
    @JsonPropertyDescription(
            "Where the distribution of its predictions on the held-out split lies.")
        @Nullable String predictionProfile,
    @JsonPropertyDescription("Deployments that serve it; it cannot be deleted while there are any.")
        List<String> servedBy,
    @JsonPropertyDescription("When it was approved (RFC 3339).") @Nullable String approvedAt,
    @JsonPropertyDescription("The conditions.") List<Condition> conditions)
    implements Conditioned {

  public ModelVersionStatus {
    gates = gates == null ? List.of() : List.copyOf(gates);
    servedBy = servedBy == null ? List.of() : List.copyOf(servedBy);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** One validation. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ValidationRun(
      @JsonPropertyDescription("The attempt's number, from 1; at most 3.") int attempt,
      @JsonPropertyDescription("The Job that does it.") String job,
      @JsonPropertyDescription("The version that it is compared with.") @Nullable String champion,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt) {}

  /** A gate, decided. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GateResult(
      @JsonPropertyDescription("The gate in words.") String gate,
      @JsonPropertyDescription("Whether it is met.") boolean passed,
      @JsonPropertyDescription("What was measured.") String found) {}
}
