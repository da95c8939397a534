package dev.slipway.modelversion;

import static dev.slipway.status.Conditions.Summary.READY;
import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.Condition;
import dev.slipway.api.ModelVersionSpec.Decision;
import dev.slipway.api.Validation.ApprovalMode;
import dev.slipway.status.Conditions;
import org.jspecify.annotations.Nullable;

/** Whether a version may serve: what a person decided, else what the gates say. */
final class ApprovalPolicy {
  /** The reason of a validation that there is nothing to do for. */
  static final String SKIPPED = "Skipped";

  /** The reason of a validation whose gates are not met. */
  static final String GATES_NOT_MET = "GatesNotMet";

  /**
   * What was decided.
   *
   * @param phase the version's phase
   * @param approved the status of the condition Approved; null when nothing is decided yet
   * @param summary the version's state as a whole
   * @param reason of Approved and Ready
   * @param message of Approved and Ready
   */
  record Verdict(
      String phase,
      @Nullable String approved,
      Conditions.Summary summary,
      String reason,
      String message) {}

  /**
   * Decides.
   *
   * @param person what a person decided; null for nothing
   * @param mode who approves when nobody did; null for the gates
   * @param validated the condition Validated
   */
  static Verdict decide(
      @Nullable Decision person, @Nullable ApprovalMode mode, Condition validated) {
    if (person == Decision.Rejected) {
      return new Verdict(
          "Rejected", Condition.FALSE, STALLED, "RejectedByPerson", "spec.approval says Rejected");
    }
    if (person == Decision.Approved) {
      return new Verdict(
          "Approved", Condition.TRUE, READY, "ApprovedByPerson", "spec.approval says Approved");
    }
    if (validated.status().equals(Condition.FALSE)) {
      boolean gates = validated.reason().equals(GATES_NOT_MET);
      return new Verdict(
          gates ? "Rejected" : "Failed",
          Condition.FALSE,
          STALLED,
          validated.reason(),
          validated.message());
    }
    boolean skipped = validated.reason().equals(SKIPPED);
    if (!validated.isTrue() && !skipped) {
      return new Verdict("Validating", null, RECONCILING, validated.reason(), validated.message());
    }
    if (mode == ApprovalMode.Manual) {
      return new Verdict(
          "PendingApproval",
          Condition.UNKNOWN,
          RECONCILING,
          "ApprovalPending",
          "a person has to set spec.approval to Approved or Rejected; " + validated.message());
    }
    return new Verdict(
        "Approved",
        Condition.TRUE,
        READY,
        skipped ? "ApprovedUnseen" : "GatesPassed",
        validated.message());
  }

  private ApprovalPolicy() {}
}
