package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.testing.Chart;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The shortest way from data to a served model, with real pods, while the operator is killed again
 * and again: the end is the same, and nothing has run twice.
 */
@OnCluster(OnCluster.Provider.KIND)
class ShortLoopIT {
  private static final Path SAMPLE = Path.of("config/samples/breast-cancer");
  private static final String NAME = "breast-cancer";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(12);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void endsTheSameHoweverOftenTheOperatorDies(KubernetesClient client, Namespace namespace)
      throws Exception {
    for (String file : List.of("10-data", "20-dataset", "30-trainingjob", "40-deployment")) {
      Sample.apply(client, SAMPLE.resolve(file + ".yaml"), namespace);
    }
    var killer = new Killer(client);
    Awaitility.await("the Deployment serves")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              killer.next();
              return Sample.ready(client, namespace, "Deployment", NAME);
            },
            found -> found.status().equals("True"));
    assertThat(killer.kills()).as("the operator was killed on the way").isPositive();

    List<ModelVersion> versions =
        client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems();
    assertThat(versions).extracting(v -> v.getMetadata().getName()).containsExactly(NAME + "-v1");
    assertThat(versions.getFirst().getStatus().metrics()).containsKeys("auc", "latencyP99Seconds");
    assertThat(versions.getFirst().getSpec().lineage().snapshot()).isNotNull();
    List<Job> jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace.name())
            .withLabel(Slipway.MANAGED_BY, Slipway.MANAGER)
            .list()
            .getItems();
    assertThat(jobs).as("one preparation, one attempt, one validation").hasSize(3);

    serves(client, namespace);
    aServingVersionCannotBeDeleted(client, versions.getFirst());
  }

  private static void serves(KubernetesClient client, Namespace namespace) throws Exception {
    Pod pod =
        client
            .pods()
            .inNamespace(namespace.name())
            .withLabel(Slipway.DEPLOYMENT, NAME)
            .list()
            .getItems()
            .stream()
            .filter(p -> "Running".equals(p.getStatus().getPhase()))
            .findFirst()
            .orElseThrow();
    try (LocalPortForward forward = client.pods().resource(pod).portForward(8080)) {
      String model = "http://127.0.0.1:" + forward.getLocalPort() + "/v2/models/" + NAME;
      HttpResponse<String> answer =
          post(model + "/infer", Files.readString(SAMPLE.resolve("requests/one-case.json")));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode outputs = JSON.readTree(answer.body()).path("outputs");
      assertThat(outputs.findValuesAsText("name")).contains("predict", "predict_proba");

      assertThat(post(model + "/infer", "{not json").statusCode()).isBetween(400, 499);
      assertThat(post(model + "/feedback", "{\"id\":\"case-1\",\"label\":1}").statusCode())
          .isEqualTo(202);
      assertThat(post(model + "/feedback", "{\"id\":\"never-seen\",\"label\":1}").statusCode())
          .isEqualTo(202);
      assertThat(post(model + "/feedback", "{\"label\":1}").statusCode()).isEqualTo(400);
    }
  }

  private static void aServingVersionCannotBeDeleted(
      KubernetesClient client, ModelVersion version) {
    assertThatThrownBy(() -> client.resource(version).delete())
        .hasMessageContaining("is served by Deployment " + NAME);
  }

  private static HttpResponse<String> post(String url, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Kills the operator's pods, all at once and without warning, every few seconds. */
  private static final class Killer {
    private static final int MOST = 4;

    private final KubernetesClient client;
    private Instant next = Instant.now().plus(BETWEEN_KILLS);
    private int kills;

    Killer(KubernetesClient client) {
      this.client = client;
    }

    void next() {
      if (kills < MOST && Instant.now().isAfter(next)) {
        client
            .pods()
            .inNamespace(Chart.NAMESPACE)
            .withLabel("app.kubernetes.io/name", "slipway")
            .withGracePeriod(0)
            .delete();
        kills++;
        next = Instant.now().plus(BETWEEN_KILLS.multipliedBy(2));
      }
    }

    int kills() {
      return kills;
    }
  }
}
