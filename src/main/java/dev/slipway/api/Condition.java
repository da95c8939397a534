package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One aspect of an object's state, in the form that `kubectl wait` and kstatus read. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required @JsonPropertyDescription("The aspect, such as Ready.") String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @Required
        @JsonPropertyDescription("Why, as one CamelCase word; Events and metrics carry the same.")
        String reason,
    @Required @JsonPropertyDescription("Why, for a person, and what to change if it is a fault.")
        String message,
    @JsonPropertyDescription("When status last changed (RFC 3339).")
        @Nullable String lastTransitionTime,
    @JsonPropertyDescription("The generation of the spec that this was decided for.")
        @Nullable Long observedGeneration) {

  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";

  /** Its words are few and kept in many objects: each is held once. */
  public Condition {
    type = type.intern();
    status = status.intern();
    reason = reason.intern();
    lastTransitionTime = lastTransitionTime == null ? null : lastTransitionTime.intern();
  }

  /** A condition yet without time and generation; see {@code status.Conditions}. */
  public static Condition of(String type, String status, String reason, String message) {
    return new Condition(type, status, reason, message, null, null);
  }

  /** Whether the status is True. */
  @JsonIgnore
  public boolean isTrue() {
    return TRUE.equals(status);
  }
}
