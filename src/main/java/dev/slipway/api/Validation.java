package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a ModelVersion is validated: its runtime serves it, and the held-out test part of its
 * snapshot is sent through the protocol that production uses.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.gates) || has(self.runtime)",
    message = "gates are decided by serving the model: name a runtime")
public record Validation(
    @JsonPropertyDescription("What serves the model; without it validation is skipped.")
        @Nullable Runtime runtime,
    @Size(max = 32) @JsonPropertyDescription("What the measured metrics must reach.")
        List<Gate> gates,
    @JsonPropertyDescription(
            "Automatic (the default): approved when every gate passes. Manual: a person decides.")
        @Nullable ApprovalMode approval) {

  public Validation {
    gates = gates == null ? List.of() : List.copyOf(gates);
  }

  /** Who approves. */
  public enum ApprovalMode {
    Automatic,
    Manual
  }
}
