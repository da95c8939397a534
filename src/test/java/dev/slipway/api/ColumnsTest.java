package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl get} shows, from what it does now to how old it is. */
class ColumnsTest {
  @ParameterizedTest
  @MethodSource("crds")
  void goFromThePhaseToTheAge(Path file) throws IOException {
    var crd = Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    List<String> names =
        crd.getSpec().getVersions().getFirst().getAdditionalPrinterColumns().stream()
            .map(CustomResourceColumnDefinition::getName)
            .toList();
    assertThat(names).containsSubsequence("Phase", "Ready", "Reason", "Message", "Age");
    assertThat(names.getLast()).isEqualTo("Age");
  }

  static Stream<Path> crds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("crds"))) {
      return files.filter(file -> file.toString().endsWith(".yml")).toList().stream();
    }
  }
}
