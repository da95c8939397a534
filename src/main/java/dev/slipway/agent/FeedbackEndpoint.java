package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.agent.AgentMetrics.Count;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes labels by the ids of their requests, and hands them to be written into the store. */
final class FeedbackEndpoint {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST = 1 << 20;
  private static final int LONGEST_ID = 256;

  private final String path;
  private final @Nullable Spool spool;
  private final AgentMetrics metrics;
  private final Clock clock;

  /**
   * An endpoint.
   *
   * @param spool where labels go; null when there is no store
   */
  FeedbackEndpoint(String model, @Nullable Spool spool, AgentMetrics metrics, Clock clock) {
    this.path = "/v2/models/" + model + "/feedback";
    this.spool = spool;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The path that it answers. */
  String path() {
    return path;
  }

  /** Answers 202 when the labels are taken, else says why not. */
  void handle(HttpServerRequest request) {
    if (Headers.length(request.headers()) > LARGEST) {
      Answers.error(request.response(), 413, "at most 1 MiB of labels at once");
      return;
    }
    var body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() <= LARGEST) {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> answer(request.response(), body));
  }

  private void answer(HttpServerResponse response, Buffer body) {
    if (body.length() > LARGEST) {
      Answers.error(response, 413, "at most 1 MiB of labels at once");
      return;
    }
    Instant now = clock.instant();
    Labels labels;
    try {
      labels = Labels.read(body.getBytes(), now);
    } catch (IOException e) {
      metrics.count(Count.REFUSED_FEEDBACK);
      Answers.error(response, 400, reason(e));
      return;
    }
    if (spool == null) {
      Answers.error(response, 503, "this agent has no store to keep labels in");
    } else if (spool.offer(labels.lines(), now)) {
      metrics.count(Count.FEEDBACK, labels.count());
      Answers.json(response, 202, "{\"accepted\":" + labels.count() + "}");
    } else {
      metrics.count(Count.REFUSED_FEEDBACK, labels.count());
      response.putHeader("retry-after", "10");
      Answers.error(response, 503, "too many labels wait for the store: send these again later");
    }
  }

  private static String reason(IOException fault) {
    return fault instanceof JsonProcessingException json
        ? "not JSON: " + json.getOriginalMessage()
        : String.valueOf(fault.getMessage());
  }

  /**
   * Labels as lines of the store.
   *
   * @param lines one line for each
   * @param count how many
   */
  private record Labels(byte[] lines, int count) {
    static Labels read(byte[] body, Instant time) throws IOException {
      JsonNode json = JSON.readTree(body);
      List<JsonNode> labels = json.isArray() ? json.valueStream().toList() : List.of(json);
      var lines = new StringBuilder();
      for (JsonNode label : labels) {
        check(label);
        var line = JSON.createObjectNode();
        line.set("id", label.get("id"));
        line.set("label", label.get("label"));
        line.put("time", time.toString());
        lines.append(line).append('\n');
      }
      return new Labels(lines.toString().getBytes(StandardCharsets.UTF_8), labels.size());
    }

    private static void check(JsonNode label) throws IOException {
      JsonNode id = label.path("id");
      if (!id.isTextual() || id.textValue().isBlank() || id.textValue().length() > LONGEST_ID) {
        throw new IOException(
            "every label needs the id of its request: {\"id\": \"…\", \"label\": …}");
      }
      if (!label.path("label").isValueNode() || label.path("label").isNull()) {
        throw new IOException(
            "the label of " + id.textValue() + " must be a number, a text or a boolean");
      }
    }
  }
}
