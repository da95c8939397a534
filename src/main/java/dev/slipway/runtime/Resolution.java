package dev.slipway.runtime;

/** What a spec's {@code runtime} comes to. */
public sealed interface Resolution {
  /**
   * It can serve.
   *
   * @param preset the preset with the spec's image and resources in it, or one around the spec's
   *     own container
   */
  record Resolved(RuntimePreset preset) implements Resolution {}

  /**
   * It cannot.
   *
   * @param reason RuntimeNotFound or InvalidRuntime
   * @param message what to change
   */
  record Refused(String reason, String message) implements Resolution {}
}
