package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import dev.slipway.store.StoreException;

/** The ends that a source can bring a preparation to; the message begins with its name. */
public final class SourceFault {
  /** It does not answer; another attempt may succeed. */
  public static RunnerException unreachable(String source, String message) {
    return of("SourceUnreachable", source, message, true);
  }

  /** It became another while it was read; another attempt may succeed. */
  public static RunnerException changed(String source, String message) {
    return of("SourceChanged", source, message, true);
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

  /** It does not fit into the pod's scratch. */
  public static RunnerException full(String source, String message) {
    return of("ScratchFull", source, message, false);
  }

  /** What an object store said. */
  public static RunnerException of(String source, StoreException fault) {
    String message =
        String.valueOf(fault.getMessage())
            .replace(
                "check the store's credentials",
                "check the Secret that the source's credentials name, and what it may read");
    return switch (fault.reason()) {
      case StoreException.UNREACHABLE -> unreachable(source, message);
      case StoreException.FORBIDDEN -> forbidden(source, message);
      case StoreException.NOT_FOUND -> notFound(source, message);
      default ->
          message.contains("no such bucket")
              ? notFound(source, message)
              : unreadable(source, message);
    };
  }

  private static RunnerException of(
      String reason, String source, String message, boolean retryable) {
    return new RunnerException(reason, "source " + source + ": " + message, retryable);
  }

  private SourceFault() {}
}
