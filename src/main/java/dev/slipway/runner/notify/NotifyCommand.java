package dev.slipway.runner.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.contract.NotifyTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.TaskCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code runner notify}: posts a CloudEvent (1.0, structured JSON). What may pass by itself is
 * tried again with growing pauses, for a minute; the event's id stays the same, so a receiver can
 * tell a repetition. The address may be confidential and is never told.
 */
@Command(name = "notify", description = "Posts a CloudEvent to a webhook.")
public final class NotifyCommand extends TaskCommand<NotifyTask, Map<String, Integer>> {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;

  private final Duration patience;
  private final Duration firstPause;

  /** In a pod. */
  public NotifyCommand(PodContext pod) {
    this(pod, Duration.ofMinutes(1), Duration.ofSeconds(1));
  }

  /**
   * With other times.
   *
   * @param patience how long it is tried
   * @param firstPause the pause after the first attempt; it doubles each time
   */
  NotifyCommand(PodContext pod, Duration patience, Duration firstPause) {
    super(NotifyTask.class, pod);
    this.patience = patience;
    this.firstPause = firstPause;
  }

  @Override
  protected Map<String, Integer> run(NotifyTask task, PodContext pod) throws InterruptedException {
    URI address = address(pod.variables().get(PodPaths.WEBHOOK_URL));
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER)
            .header("Content-Type", "application/cloudevents+json; charset=UTF-8")
            .header("User-Agent", "slipway")
            .POST(BodyPublishers.ofString(event(task).toString()))
            .build();
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = firstPause;
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build()) {
      for (int attempt = 1; ; attempt++) {
        String fault = send(http, request);
        if (fault == null) {
          pod.say("delivered at attempt %d", attempt);
          return Map.of("attempts", attempt);
        }
        pod.say("attempt %d: %s", attempt, fault);
        if (System.nanoTime() + pause.toNanos() >= end) {
          throw new RunnerException(
              "WebhookUnreachable",
              "the webhook was called %d times, the last time: %s".formatted(attempt, fault),
              true);
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  /** Calls once; tells what went wrong and may pass, or nothing. */
  private static @Nullable String send(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
      int status = answer.statusCode();
      if (status >= 200 && status < 300) {
        return null;
      }
      if (status < 500 && status != TOO_MANY && status != REQUEST_TIMEOUT) {
        throw new RunnerException(
            "WebhookRefused",
            "the webhook answered with status %d: check its address and what it accepts"
                .formatted(status),
            false);
      }
      return "status " + status;
    } catch (IOException e) {
      String message = e.getMessage();
      return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
  }

  private static URI address(@Nullable String text) {
    try {
      URI address = URI.create(text == null ? "" : text.strip());
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below, without the address
    }
    throw new RunnerException(
        "InvalidWebhook", "the webhook's address must be http://… or https://…", false);
  }

  private static ObjectNode event(NotifyTask task) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("specversion", "1.0");
    event.put("id", task.id());
    event.put("source", task.source());
    event.put("type", task.type());
    event.put("time", task.time());
    event.put("datacontenttype", "application/json");
    event.set("data", task.data());
    return event;
  }
}
