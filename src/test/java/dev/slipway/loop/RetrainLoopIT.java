package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The closed loop, with real pods, while the operator is killed again and again: a model is trained
 * and serves; its inputs drift and its predictions become wrong; somebody is told; a better one is
 * trained on what was answered and labelled, measured against the first, and rolled out. The end is
 * the same as without kills, nothing has run twice, and no client noticed anything.
 */
@OnCluster(OnCluster.Provider.KIND)
class RetrainLoopIT {
  private static final Path DATA = Path.of("config/samples/breast-cancer/10-data.yaml");
  private static final Path FOLDER = Path.of("src/test/resources/loop/retrain");
  private static final String NAME = "breast-cancer";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private KubernetesClient client;
  private Namespace namespace;

  @Test
  void closesHoweverOftenTheOperatorDies(KubernetesClient admin, Namespace fresh) throws Exception {
    client = admin;
    namespace = fresh;
    Traffic receiver = Traffic.start(client, fresh, FOLDER.resolve("receiver.yaml"), "receiver");
    JsonNode asked;
    var killer = new Killer(client);
    try (var ledger = new Ledger(client, fresh)) {
      try (killer) {
        Sample.apply(client, DATA, fresh);
        Sample.apply(client, FOLDER.resolve("loop.yaml"), fresh);
        await("v1 serves", killer).until(() -> serves("v1"));

        Traffic clients = Traffic.start(client, fresh, FOLDER.resolve("clients.yaml"), "clients");
        await("drift is found, and the column named", killer)
            .until(() -> alert("Drift").startsWith("mean_texture PSI"));
        await("the loss of quality is seen", killer)
            .until(() -> alert("Performance").startsWith("auc 0."));
        await("v2 serves", killer).until(() -> serves("v2"));
        await("the webhook has heard of every beginning and end", killer)
            .until(() -> told(receiver).size() >= 4);
        await("the pods of v1 are gone", killer).until(() -> servingPods() == 1);
        asked = clients.stop();
      }
      assertThat(killer.kills()).as("kills").isGreaterThan(3);
      assertThat(asked.path("requests").asInt()).as(asked.toString()).isGreaterThan(500);
      assertThat(asked.path("failed").asInt()).as(asked + " " + killer).isZero();
      theEndIsTheSame(killer);
      nothingRanTwice(ledger, killer);
      everyAlertWasToldOnce(receiver, killer);
    }
  }

  @AfterEach
  void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  private void theEndIsTheSame(Killer killer) {
    List<ModelVersion> versions =
        client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems();
    assertThat(versions)
        .as(killer.toString())
        .extracting(version -> version.getMetadata().getName())
        .containsExactlyInAnyOrder(NAME + "-v1", NAME + "-v2");
    ModelVersionStatus v2 = get(ModelVersion.class, NAME + "-v2").getStatus();
    assertThat(v2.validation().champion()).isEqualTo(NAME + "-v1");
    assertThat(v2.metrics().get("auc")).isGreaterThan(v2.championMetrics().get("auc"));
    assertThat(v2.gates()).hasSize(2).allMatch(gate -> gate.passed());

    MonitorStatus monitor = get(Monitor.class, NAME).getStatus();
    assertThat(monitor.requestTimes()).as("retrain requests " + killer).hasSize(1);
    TrainingJobStatus training = get(TrainingJob.class, NAME).getStatus();
    assertThat(training.handledRequest()).isEqualTo(monitor.retrainRequest().id());
    assertThat(training.run().trigger()).isEqualTo("Performance");
    assertThat(training.run().attempt()).as(killer.toString()).isEqualTo(1);
    assertThat(training.run().snapshot().rows())
        .as("what was answered is learnt from")
        .isGreaterThan(get(ModelVersion.class, NAME + "-v1").getSpec().lineage().snapshot().rows());
  }

  private static void nothingRanTwice(Ledger ledger, Killer killer) {
    Map<String, List<String>> jobs = ledger.byCommand();
    String message = jobs + " " + killer;
    assertThat(ledger.jobs()).as(message).doesNotHaveDuplicates();
    assertThat(ledger.podsOf()).as(message).doesNotHaveDuplicates();
    assertThat(jobs.get("prepare")).as(message).hasSize(2);
    assertThat(jobs.get("publish")).as(message).hasSize(2);
    assertThat(jobs.get("validate")).as(message).hasSize(2);
    assertThat(jobs).as(message).doesNotContainKey("unknown");
  }

  private void everyAlertWasToldOnce(Traffic receiver, Killer killer) {
    List<JsonNode> told = told(receiver);
    String message = told + " " + killer;
    assertThat(told).as(message).extracting(e -> e.path("id").asText()).doesNotHaveDuplicates();
    assertThat(told)
        .as(message)
        .extracting(
            e -> e.path("type").asText().replace("dev.slipway.alert.", ""),
            e -> e.path("data").path("alert").asText())
        .containsExactlyInAnyOrder(
            tuple("started", "Drift"),
            tuple("started", "Performance"),
            tuple("ended", "Drift"),
            tuple("ended", "Performance"));
  }

  /**
   * What the webhook heard; but that v2 was trained on both kinds of cases, and so may find that
   * the new ones alone are others.
   */
  private static List<JsonNode> told(Traffic receiver) {
    return receiver.lines().stream()
        .filter(line -> !line.isBlank())
        .map(RetrainLoopIT::json)
        .filter(
            event ->
                !(event.path("type").asText().endsWith("started")
                    && event.path("data").path("alert").asText().equals("Drift")
                    && event.path("data").path("modelVersion").asText().equals(NAME + "-v2")))
        .toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean serves(String version) {
    var status = get(ModelDeployment.class, NAME).getStatus();
    return status != null
        && "Available".equals(status.phase())
        && status.revision().modelVersion().equals(NAME + "-" + version);
  }

  private int servingPods() {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.REVISION)
        .list()
        .getItems()
        .size();
  }

  /** The message of an alert that is on; empty when it is not. */
  private String alert(String name) {
    MonitorStatus status = get(Monitor.class, NAME).getStatus();
    return status == null
        ? ""
        : status.alerts().stream()
            .filter(alert -> alert.name().equals(name))
            .map(ActiveAlert::message)
            .findFirst()
            .orElse("");
  }

  private <T extends CustomResource<?, ?>> T get(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace.name()).withName(name).get();
  }

  private static ConditionFactory await(String what, Killer killer) {
    return Awaitility.await(what + " " + killer)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500));
  }
}
