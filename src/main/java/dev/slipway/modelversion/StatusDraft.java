package dev.slipway.modelversion;

import dev.slipway.api.Condition;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.ModelVersionStatus.GateResult;
import dev.slipway.api.ModelVersionStatus.ValidationRun;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Validation;
import dev.slipway.contract.ValidateResult;
import dev.slipway.scoring.Metric;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The next status while it is being decided: the last one, with changes. */
final class StatusDraft {
  static final String VALIDATED = "Validated";
  static final String IN_USE = "InUse";

  private final ModelVersion version;
  private final ModelVersionStatus last;
  private final Instant now;

  @Nullable ValidationRun validation;
  Condition validated;
  private @Nullable String score;
  private @Nullable Map<String, Double> metrics;
  private @Nullable Map<String, Double> championMetrics;
  private List<GateResult> gates;
  private @Nullable String card;
  private @Nullable String predictionProfile;

  StatusDraft(ModelVersion version, ModelVersionStatus last, Instant now) {
    this.version = version;
    this.last = last;
    this.now = now;
    this.validation = last.validation();
    this.validated =
        Conditions.find(last.conditions(), VALIDATED)
            .orElseGet(() -> Condition.of(VALIDATED, Condition.UNKNOWN, "Validating", "it begins"));
    this.score = last.score();
    this.metrics = last.metrics();
    this.championMetrics = last.championMetrics();
    this.gates = last.gates();
    this.card = last.card();
    this.predictionProfile = last.predictionProfile();
  }

  void validated(String status, String reason, String message) {
    validated = Condition.of(VALIDATED, status, reason, message);
  }

  /** Takes over what was measured. */
  void measured(ValidateResult result, List<GateResult> decided) {
    metrics = emptyAsNull(result.metrics());
    championMetrics = emptyAsNull(result.championMetrics());
    gates = decided;
    card = result.card();
    predictionProfile = result.predictionProfile();
    Snapshot snapshot =
        version.getSpec().lineage() == null ? null : version.getSpec().lineage().snapshot();
    if (snapshot != null && snapshot.task() != null) {
      score =
          Metric.quality(snapshot.task()).stream()
              .filter(metric -> result.metrics().containsKey(metric.id()))
              .findFirst()
              .map(m -> String.format(Locale.ROOT, "%s %.3f", m.id(), result.metrics().get(m.id())))
              .orElse(null);
    }
  }

  /** The status, with the approval that follows from it. */
  ModelVersionStatus build(List<String> servedBy) {
    Validation asked = version.getSpec().validation();
    ApprovalPolicy.Verdict verdict =
        ApprovalPolicy.decide(
            version.getSpec().approval(), asked == null ? null : asked.approval(), validated);
    var decided = new ArrayList<Condition>();
    decided.add(
        Condition.of(VALIDATED, validated.status(), validated.reason(), validated.message()));
    var kept = new ArrayList<>(last.conditions());
    if (verdict.approved() != null) {
      decided.add(
          Condition.of(Versions.APPROVED, verdict.approved(), verdict.reason(), verdict.message()));
    } else {
      kept.removeIf(c -> c.type().equals(Versions.APPROVED));
    }
    if (!servedBy.isEmpty()) {
      decided.add(
          Condition.of(
              IN_USE, Condition.TRUE, "Serving", "served by " + String.join(", ", servedBy)));
    } else if (Conditions.find(last.conditions(), IN_USE).isPresent()) {
      decided.add(Condition.of(IN_USE, Condition.FALSE, "NotServing", "no Deployment serves it"));
    }
    decided.addAll(Conditions.summary(verdict.summary(), verdict.reason(), verdict.message()));
    boolean approved = Condition.TRUE.equals(verdict.approved());
    String since = last.approvedAt() == null ? now.toString() : last.approvedAt();
    long generation = version.getMetadata().getGeneration();
    return new ModelVersionStatus(
        generation,
        verdict.phase(),
        validation,
        score,
        metrics,
        championMetrics,
        gates,
        card,
        predictionProfile,
        servedBy,
        approved ? since : null,
        Conditions.merge(kept, decided, generation, now));
  }

  private static @Nullable Map<String, Double> emptyAsNull(@Nullable Map<String, Double> map) {
    return map == null || map.isEmpty() ? null : map;
  }
}
