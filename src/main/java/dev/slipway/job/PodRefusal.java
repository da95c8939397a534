package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That the API server does not take a Job's pods. The Job itself does not say it: the Job
 * controller tells it in an Event, and tries again. Pure.
 *
 * @param reason QuotaExceeded when there is no room now, else Forbidden
 * @param message the API server's words, and what to change
 * @param last when it was said last
 */
public record PodRefusal(String reason, String message, Instant last) {
  /** Somebody else has the room; it goes on when there is some. */
  public static final String QUOTA_EXCEEDED = "QuotaExceeded";

  /** The namespace's rules do not allow such a pod. */
  public static final String FORBIDDEN = "Forbidden";

  /** The reason of the Events that tell it. */
  public static final String EVENT = "FailedCreate";

  private static final String BEFORE = "Error creating: ";

  /** Reads an Event; none when it tells of something else. */
  public static Optional<PodRefusal> of(Event event) {
    String text = event.getMessage();
    String time = time(event);
    return text == null || time == null || !text.contains("is forbidden: ")
        ? Optional.empty()
        : Optional.of(
            new PodRefusal(
                reason(text),
                advised(text.startsWith(BEFORE) ? text.substring(BEFORE.length()) : text),
                Instant.parse(time)));
  }

  /** The reason that the API server's words mean. */
  public static String reason(String message) {
    return message.contains("exceeded quota") ? QUOTA_EXCEEDED : FORBIDDEN;
  }

  /** The API server's words, and what to change. */
  public static String advised(String message) {
    return message.strip() + "; " + advice(message);
  }

  private static String advice(String message) {
    if (reason(message).equals(QUOTA_EXCEEDED)) {
      return "it goes on when there is room: raise the ResourceQuota, or ask for less in"
          + " spec.template";
    }
    if (message.contains("must specify")) {
      return "the ResourceQuota wants every container to say it: set it in spec.template, or make a"
          + " LimitRange with defaults";
    }
    return message.contains(" usage per ")
        ? "the LimitRange of the namespace does not allow it: change resources in spec.template, or"
            + " the LimitRange"
        : "change spec.template, or what forbids it";
  }

  private static @Nullable String time(Event event) {
    if (event.getLastTimestamp() != null) {
      return event.getLastTimestamp();
    }
    return event.getEventTime() == null ? null : event.getEventTime().getTime();
  }
}
