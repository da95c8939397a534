package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;

/** The ends that a source can bring a preparation to; the message begins with its name. */
public final class SourceFault {
  /** It does not answer; another attempt may succeed. */
  public static RunnerException unreachable(String source, String message) {
    return of("SourceUnreachable", source, message, true);
  }

  /** It answers that there is no such thing. */
  public static RunnerException notFound(String source, String message) {
    return of("SourceNotFound", source, message, false);
  }

  /** It refuses the credentials, or wants some. */
  public static RunnerException forbidden(String source, String message) {
    return of("SourceForbidden", source, message, false);
  }

  /** Its content is not what it should be. */
  public static RunnerException unreadable(String source, String message) {
    return of("SourceUnreadable", source, message, false);
  }

  private static RunnerException of(
      String reason, String source, String message, boolean retryable) {
    return new RunnerException(reason, "source " + source + ": " + message, retryable);
  }

  private SourceFault() {}
}
