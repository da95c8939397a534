package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs that are checked in are those of the records, whole, and small enough to apply. */
class CrdDriftIT {
  private static final int CLIENT_SIDE_APPLY = 256 * 1024;

  /** The build has just generated them; what is committed must be the same. */
  @Test
  void committedCrdsAreTheGeneratedOnes() throws IOException, InterruptedException {
    Process diff =
        new ProcessBuilder("git", "diff", "--exit-code", "--stat", "--", "crds")
            .redirectErrorStream(true)
            .start();
    String changes =
        new String(diff.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(diff.waitFor()).as("run make build and commit crds: %s", changes).isZero();
  }

  @ParameterizedTest
  @MethodSource("crds")
  void everyFieldIsExplained(Path crd) throws IOException {
    JsonNode schema =
        new YAMLMapper()
            .readTree(crd.toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties");
    var silent = new ArrayList<String>();
    collect(schema.path("spec"), "spec", silent);
    collect(schema.path("status"), "status", silent);
    assertThat(silent).as("fields without a description").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("crds")
  void canBeAppliedByAnyClient(Path crd) throws IOException {
    assertThat(Files.size(crd)).isLessThan(CLIENT_SIDE_APPLY / 2);
  }

  private static void collect(JsonNode node, String path, List<String> silent) {
    node.path("properties")
        .properties()
        .forEach(
            field -> {
              String at = path + "." + field.getKey();
              // what Kubernetes itself defines is explained there
              if (at.endsWith(".resources")
                  || at.contains(".template.")
                  || at.contains(".imagePullSecrets[")
                  || at.contains(".container.env[")
                  || at.contains(".container.env.")) {
                return;
              }
              if (!field.getValue().hasNonNull("description")) {
                silent.add(at);
              }
              collect(field.getValue(), at, silent);
            });
    if (node.has("items")) {
      collect(node.path("items"), path + "[]", silent);
    }
  }

  static Stream<Path> crds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("crds"))) {
      return files.filter(f -> f.toString().endsWith(".yml")).toList().stream();
    }
  }
}
