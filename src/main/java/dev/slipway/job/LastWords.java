package dev.slipway.job;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/** The end of what a container said, as far as it helps in a condition. Pure. */
public final class LastWords {
  private static final int LONGEST = 500;

  /** The end of a termination message with a colon before it; empty when there is none. */
  public static String of(@Nullable String termination) {
    return termination == null || termination.isBlank() ? "" : ": " + end(termination);
  }

  /** The end of what a container of a pod has left at its end; null when it has left nothing. */
  public static @Nullable String of(Pod pod, String container) {
    return new ObservedPod(pod)
        .statuses()
        .filter(status -> status.getName().equals(container))
        .flatMap(status -> ObservedPod.end(status).stream())
        .map(ContainerStateTerminated::getMessage)
        .filter(text -> text != null && !text.isBlank())
        .map(LastWords::end)
        .findFirst()
        .orElse(null);
  }

  private static String end(String termination) {
    String text = termination.strip();
    return text.length() > LONGEST ? "…" + text.substring(text.length() - LONGEST) : text;
  }

  private LastWords() {}
}
