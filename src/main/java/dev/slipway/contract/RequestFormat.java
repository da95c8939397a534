package dev.slipway.contract;

import org.jspecify.annotations.Nullable;

/**
 * How a runtime wants to be asked over the Open Inference Protocol.
 *
 * @param contentType the request's content_type parameter, such as pd; null for none
 * @param prediction the output with the prediction, such as predict; null for the first one
 * @param probabilities the output with the classes' probabilities, such as predict_proba; null for
 *     none
 */
public record RequestFormat(
    @Nullable String contentType, @Nullable String prediction, @Nullable String probabilities) {
  /** For a runtime that nothing is known of. */
  public static final RequestFormat PLAIN = new RequestFormat(null, null, null);
}
