package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cannot work ends in a condition that says why, with an Event of the same reason. Each file
 * of {@code src/test/resources/bad} begins with a line {@code # ends: <Kind>/<name> <reason of
 * Ready>}. All are applied at once, so that they fail beside each other.
 */
@OnCluster(OnCluster.Provider.KIND)
class BadInputIT {
  private static final Path FOLDER = Path.of("src/test/resources/bad");
  private static final String ENDS = "# ends: ";
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static Namespace namespace;

  @BeforeAll
  static void applyAll(KubernetesClient client, Namespace fresh) throws IOException {
    namespace = fresh;
    Sample.apply(client, Path.of("config/samples/breast-cancer/10-data.yaml"), fresh);
    Sample.apply(client, Path.of("config/samples/breast-cancer/20-dataset.yaml"), fresh);
    for (Path file : files().toList()) {
      Sample.apply(client, file, fresh);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void endsInACondition(Path file, KubernetesClient client) throws IOException {
    String[] expected = Files.readAllLines(file).getFirst().substring(ENDS.length()).split("[/ ]");
    Sample.Found last =
        Awaitility.await(file.getFileName() + " ends with " + expected[2])
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> Sample.ready(client, namespace, expected[0], expected[1]),
                found -> found.reason().equals(expected[2]));
    assertThat(last.status()).isEqualTo("False");
    assertThat(last.message()).isNotBlank();
    assertThat(Sample.eventReasons(client, namespace, expected[0], expected[1]))
        .contains(expected[2]);
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> all = files.sorted().toList();
      return all.stream();
    }
  }
}
