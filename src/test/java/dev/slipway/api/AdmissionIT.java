package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the API server itself accepts and refuses. A file in {@code valid} is accepted, and so is
 * every sample. A file in {@code invalid} begins with a line {@code # refused: <part of the
 * message>}; when it holds two documents, the first is accepted and the second is a change that is
 * refused.
 */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class AdmissionIT {
  private static final String REFUSED = "# refused: ";

  @ParameterizedTest
  @MethodSource("valid")
  void accepts(Path file, KubernetesClient client, Namespace namespace) throws IOException {
    for (HasMetadata object : load(client, Files.readString(file))) {
      assertThat(client.resource(object).inNamespace(namespace.name()).serverSideApply())
          .isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refuses(Path file, KubernetesClient client, Namespace namespace) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith(REFUSED);
    String message = text.lines().findFirst().orElseThrow().substring(REFUSED.length());
    List<HasMetadata> objects = load(client, text);
    for (HasMetadata accepted : objects.subList(0, objects.size() - 1)) {
      client.resource(accepted).inNamespace(namespace.name()).serverSideApply();
    }
    assertThatThrownBy(
            () ->
                client.resource(objects.getLast()).inNamespace(namespace.name()).serverSideApply())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  private static List<HasMetadata> load(KubernetesClient client, String text) {
    return client
        .load(
            new java.io.ByteArrayInputStream(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .items();
  }

  static Stream<Path> valid() throws IOException {
    return Stream.concat(files("valid"), samples());
  }

  /** All manifests of the samples but their namespaces, and what Kueue's kinds are in. */
  private static Stream<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("config/samples"))) {
      return files
          .filter(f -> f.toString().endsWith(".yaml") && !f.endsWith("00-namespace.yaml"))
          .filter(f -> !f.endsWith("05-kueue.yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> invalid() throws IOException {
    return files("invalid");
  }

  private static Stream<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/crd", folder))) {
      return files.sorted().toList().stream();
    }
  }
}
