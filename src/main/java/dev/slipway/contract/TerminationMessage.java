package dev.slipway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The few kilobytes of JSON through which a pod hands its result to the operator: {@code
 * {"result":{…}}} or {@code {"failure":{…}}}.
 */
public final class TerminationMessage {
  /** Where the kubelet looks for it. */
  public static final String PATH = "/dev/termination-log";

  /** What the kubelet keeps, in bytes. */
  public static final int LIMIT = 4096;

  private static final int LONGEST_TEXT = 1500;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  /** The message of a pod that did its work. */
  public static String of(Object result) {
    return write(JSON.createObjectNode().set("result", JSON.valueToTree(result)));
  }

  /** Whether the message with a result is not too long. */
  static boolean fits(Object result) {
    return of(result).getBytes(StandardCharsets.UTF_8).length <= LIMIT;
  }

  /** The message of a pod that gave up; a long text is cut. */
  public static String of(Failure failure) {
    return write(failed(failure));
  }

  /** The message of a pod that gave up, with what it had found until then. */
  public static String of(Failure failure, Object found) {
    ObjectNode message = failed(failure);
    message.set("result", JSON.valueToTree(found));
    return write(message);
  }

  private static ObjectNode failed(Failure failure) {
    String text = failure.message();
    var cut =
        new Failure(
            failure.reason(),
            text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text,
            failure.retryable());
    return JSON.createObjectNode().set("failure", JSON.valueToTree(cut));
  }

  /** The result in a message; empty when there is none or it cannot be read. */
  public static <T> Optional<T> result(@Nullable String message, Class<T> type) {
    return read(message, "result", type);
  }

  /** The failure in a message; empty when there is none or it cannot be read. */
  public static Optional<Failure> failure(@Nullable String message) {
    return read(message, "failure", Failure.class);
  }

  private static <T> Optional<T> read(@Nullable String message, String field, Class<T> type) {
    if (message == null || message.isBlank()) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(message).path(field);
      return node.isObject() ? Optional.of(JSON.treeToValue(node, type)) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String write(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private TerminationMessage() {}
}
