package dev.slipway.agent;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** Answers that the agent gives itself, in the form of the Open Inference Protocol. */
final class Answers {
  /** Answers {@code {"error": …}}. */
  static void error(HttpServerResponse response, int status, String message) {
    json(response, status, new JsonObject().put("error", message).encode());
  }

  /** Answers with JSON. */
  static void json(HttpServerResponse response, int status, String body) {
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(status).putHeader("content-type", "application/json").end(body);
  }

  /** The status for a runtime that did not answer. */
  static int status(Throwable fault) {
    return switch (fault) {
      case TimeoutException timeout -> 504;
      case ConnectException refused -> 503;
      case ConnectionPoolTooBusyException busy -> 503;
      default -> 502;
    };
  }

  /** The same for a person. */
  static String message(int status) {
    return switch (status) {
      case 504 -> "the model's runtime did not answer in time";
      case 503 -> "the model's runtime takes no requests";
      default -> "the model's runtime broke off the connection";
    };
  }

  /** Whether an idle connection may have been closed under a request. */
  static boolean closedWhileIdle(Throwable fault) {
    return !(fault instanceof ConnectException)
        && (fault instanceof HttpClosedException || fault instanceof IOException);
  }

  private Answers() {}
}
