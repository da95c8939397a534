package dev.slipway.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for a Kubernetes API server: lists the objects that it was given, takes every write,
 * keeps nothing. It ends when each of its objects has got a status, or after three minutes.
 */
public final class StandInApi {
  private static final int PATIENCE_SECONDS = 180;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ArrayNode> objects = new HashMap<>();
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
  private final CountDownLatch answered = new CountDownLatch(1);

  /**
   * Serves on a free port of the loopback interface.
   *
   * @param arguments a YAML file with objects; a PKCS #12 key store whose password is "rehearsal";
   *     the kubeconfig to write
   */
  public static void main(String[] arguments) throws Exception {
    var api = new StandInApi(Path.of(arguments[0]));
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PfxOptions().setPath(arguments[1]).setPassword("rehearsal")))
            .webSocketHandler(watch -> {})
            .requestHandler(api::answer)
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    Files.writeString(Path.of(arguments[2]), kubeconfig(server.actualPort()));
    boolean all = api.answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    System.out.println(all ? "every object was reconciled" : "no status for " + api.unanswered);
    System.exit(all ? 0 : 1);
  }

  private StandInApi(Path file) throws IOException {
    var yaml = new YAMLMapper();
    try (var documents = yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
      while (documents.hasNext()) {
        ObjectNode object = documents.next();
        String plural = object.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
        objects.computeIfAbsent(plural, any -> JSON.createArrayNode()).add(identified(object));
        unanswered.add(plural);
      }
    }
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    List<String> path =
        Arrays.stream(request.path().split("/")).filter(part -> !part.isEmpty()).toList();
    HttpMethod method = request.method();
    if (method == HttpMethod.GET || method == HttpMethod.DELETE) {
      JsonNode found = method == HttpMethod.GET ? get(path) : status("Success");
      int code = found.path("status").asText().equals("Failure") ? 404 : 200;
      request.response().setStatusCode(code).end(found.toString());
      return;
    }
    try {
      JsonNode written = JSON.readTree(body.getBytes());
      request
          .response()
          .setStatusCode(method == HttpMethod.POST ? 201 : 200)
          .end(written.isObject() ? taken(path, (ObjectNode) written).toString() : "{}");
    } catch (IOException e) {
      request.response().setStatusCode(400).end(status("Failure").toString());
    }
    if (path.getLast().equals("status") && unanswered.remove(path.get(path.size() - 3))) {
      if (unanswered.isEmpty()) {
        answered.countDown();
      }
    }
  }

  /** A collection, or that there is no object of a name. */
  private JsonNode get(List<String> path) {
    int kind = path.getFirst().equals("apis") ? 3 : 2;
    if (path.size() > kind + 2 && path.get(kind).equals("namespaces")) {
      kind += 2;
    }
    if (path.size() != kind + 1) {
      return path.size() <= kind
          ? JSON.createObjectNode().put("major", "1").put("minor", "36")
          : status("Failure").put("code", 404).put("reason", "NotFound");
    }
    ObjectNode list = JSON.createObjectNode().put("kind", "List");
    list.putObject("metadata").put("resourceVersion", "1");
    list.set("items", objects.getOrDefault(path.getLast(), JSON.createArrayNode()));
    return list;
  }

  private static ObjectNode status(String status) {
    return JSON.createObjectNode()
        .put("apiVersion", "v1")
        .put("kind", "Status")
        .put("status", status);
  }

  /** What a server answers to a write. */
  private ObjectNode taken(List<String> path, ObjectNode object) {
    if (path.getLast().equals("status")) {
      ArrayNode all = objects.getOrDefault(path.get(path.size() - 3), JSON.createArrayNode());
      ObjectNode whole = ((ObjectNode) all.path(0)).deepCopy();
      return whole.set("status", object.path("status"));
    }
    if (path.getLast().equals("selfsubjectrulesreviews")) {
      ObjectNode rule = object.withObject("/status").withArray("resourceRules").addObject();
      for (String field : List.of("apiGroups", "resources", "verbs")) {
        rule.withArray(field).add("*");
      }
    }
    return identified(object);
  }

  /** An object with what a server adds to it. */
  private static ObjectNode identified(ObjectNode object) {
    object
        .withObject("/metadata")
        .put("uid", "00000000-0000-0000-0000-" + String.format("%012d", object.hashCode() & 0xffff))
        .put("resourceVersion", "1")
        .put("generation", 1)
        .put("creationTimestamp", "2026-01-01T00:00:00Z");
    return object;
  }

  private static String kubeconfig(int port) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - {name: c, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}
        users:
        - {name: u, user: {token: rehearsal}}
        contexts:
        - {name: x, context: {cluster: c, user: u, namespace: default}}
        current-context: x
        """
        .formatted(port);
  }
}
