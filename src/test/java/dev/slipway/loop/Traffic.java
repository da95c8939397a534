package dev.slipway.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;

/** A pod of a test that plays clients of a model, or who is told of alerts: see traffic.py. */
record Traffic(PodResource pod) {
  private static final Path SCRIPT = Path.of("src/test/resources/loop/traffic.py");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Starts one.
   *
   * @param file the pod's YAML, and of what belongs to it
   * @param name the pod's name
   */
  static Traffic start(KubernetesClient client, Namespace namespace, Path file, String name)
      throws IOException {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("traffic")
                .withNamespace(namespace.name())
                .endMetadata()
                .addToData(SCRIPT.getFileName().toString(), Files.readString(SCRIPT))
                .build())
        .serverSideApply();
    Sample.apply(client, file, namespace);
    var traffic = new Traffic(client.pods().inNamespace(namespace.name()).withName(name));
    Awaitility.await("pod " + name + " runs")
        .atMost(PATIENCE)
        .until(() -> "Running".equals(traffic.phase()));
    return traffic;
  }

  /** Lets it end, and returns its summary. */
  JsonNode stop() throws JsonProcessingException {
    try (ExecWatch kill = pod.redirectingOutput().exec("sh", "-c", "kill 1")) {
      Awaitility.await("the clients end")
          .atMost(PATIENCE)
          .until(() -> ENDED.contains(String.valueOf(phase())));
    }
    return JSON.readTree(lines().getLast());
  }

  /** What it has said so far. */
  List<String> lines() {
    return pod.getLog().lines().toList();
  }

  private String phase() {
    return pod.get().getStatus().getPhase();
  }
}
