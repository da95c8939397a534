package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rules of engines are read, and what is said of files that have none. */
class EngineCatalogTest {
  private static final String GOOD =
      """
      name: mpijob
      apiVersion: kubeflow.org/v2beta1
      kind: MPIJob
      plural: mpijobs
      pods:
      - {at: /spec/mpiReplicaSpecs/Launcher/template, trainer: true}
      succeeded: [{condition: Succeeded}]
      failed: [{condition: Failed}]
      """;

  @TempDir Path folder;

  @Test
  void readsWhatIsShipped() {
    Engines engines = EngineCatalog.load(Path.of("config/engines"));
    assertThat(engines.all())
        .extracting(EngineRules::kind)
        .containsExactlyInAnyOrder("Job", "PyTorchJob", "RayJob", "SparkApplication", "TrainJob");
    assertThat(engines.known())
        .isEqualTo(
            "Job of batch/v1, PyTorchJob of kubeflow.org/v1, RayJob of ray.io/v1, SparkApplication"
                + " of sparkoperator.k8s.io/v1beta2, TrainJob of trainer.kubeflow.org/v1alpha1");
    assertThat(engines.of("ray.io/v1", "RayJob")).isPresent();
    assertThat(engines.of("ray.io/v1alpha1", "RayJob")).isEmpty();
  }

  @Test
  void aFolderThatIsMissingHasNone() {
    assertThat(EngineCatalog.load(folder.resolve("none"))).isEqualTo(Engines.NONE);
  }

  @Test
  void readsWhatAPlatformEngineerAdds() throws IOException {
    Files.writeString(folder.resolve("mpijob.yaml"), GOOD);
    assertThat(EngineCatalog.load(folder).of("kubeflow.org/v2beta1", "MPIJob"))
        .hasValueSatisfying(
            rules ->
                assertThat(rules.trainer().at())
                    .isEqualTo("/spec/mpiReplicaSpecs/Launcher/template"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainer: true | 'trainer: true, trains: true' | trains",
        "plural: mpijobs | '' | plural",
        "name: mpijob | name: MPIJob | name must be lower case",
        "trainer: true | trainer: false | exactly one of pods must have trainer: true",
        "at: /spec/mpi | at: spec/mpi | pods.at must be a JSON pointer",
        "trainer: true | 'trainer: true, create: true' | create needs the name of the container",
        "'{condition: Failed}' | '{condition: Failed, at: /status/x}' | either at or condition",
        "'{condition: Failed}' | '{at: /status/x}' | in or atLeast",
        "'{condition: Failed}' | '{at: /status/x, in: [a], status: \"True\"}' | has no status",
        "'failed: [{condition: Failed}]' | 'failed: []' | nothing would tell its failure",
        "'succeeded: [{condition: Succeeded}]' | '' | succeeded",
      })
  void refusesAFileWithAFault(String is, String becomes, String message) throws IOException {
    assertThat(GOOD).contains(is);
    Path file = folder.resolve("mpijob.yaml");
    Files.writeString(file, GOOD.replace(is, becomes));
    assertThatThrownBy(() -> EngineCatalog.load(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void refusesTwoOfOneKind() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), GOOD);
    Files.writeString(folder.resolve("b.yaml"), GOOD.replace("name: mpijob", "name: mpi"));
    assertThatThrownBy(() -> EngineCatalog.load(folder))
        .hasMessageContaining("mpijob and mpi are both for MPIJob");
  }
}
