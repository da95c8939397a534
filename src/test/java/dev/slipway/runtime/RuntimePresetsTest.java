package dev.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.Runtime;
import dev.slipway.contract.RequestFormat;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimePresetsTest {
  private static final String SKLEARN =
      """
      name: mlserver-sklearn
      protocol: OpenInference
      formats: [sklearn]
      container:
        image: example.org/mlserver:1
        env:
        - {name: MLSERVER_HTTP_PORT, value: $(SLIPWAY_HTTP_PORT)}
        readinessProbe: {httpGet: {path: /v2/health/ready, port: runtime-http}}
        resources: {requests: {memory: 300Mi}}
      request: {contentType: pd, prediction: predict, probabilities: predict_proba}
      """;

  @TempDir Path folder;

  @Test
  void readsAFolderAndPassesOverWhatIsNoPreset() throws IOException {
    Files.writeString(folder.resolve("mlserver-sklearn.yaml"), SKLEARN);
    Files.writeString(folder.resolve("broken.yaml"), "name: broken\ncontainer: {imaje: x}\n");
    Files.writeString(folder.resolve("notes.txt"), "not a preset");

    List<RuntimePreset> presets = RuntimeCatalog.load(folder);

    assertThat(presets).extracting(RuntimePreset::name).containsExactly("mlserver-sklearn");
    assertThat(presets.getFirst().request())
        .isEqualTo(new RequestFormat("pd", "predict", "predict_proba"));
    assertThat(
            presets.getFirst().container().getReadinessProbe().getHttpGet().getPort().getStrVal())
        .isEqualTo("runtime-http");
  }

  @Test
  void aMissingFolderHasNoPresets() {
    assertThat(RuntimeCatalog.load(folder.resolve("none"))).isEmpty();
  }

  @Test
  void aSpecsImageAndResourcesReplaceThePresets() throws IOException {
    var resources =
        new ResourceRequirementsBuilder().addToLimits("memory", new Quantity("1Gi")).build();

    Resolution resolution =
        presets().resolve(new Runtime("mlserver-sklearn", "example.org/other:2", resources, null));

    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    var container = ((Resolution.Resolved) resolution).preset().container();
    assertThat(container.getImage()).isEqualTo("example.org/other:2");
    assertThat(container.getResources()).isEqualTo(resources);
    assertThat(presets().byName().values())
        .extracting(preset -> preset.container().getImage())
        .containsExactly("example.org/mlserver:1");
  }

  @Test
  void anUnknownPresetIsRefusedWithTheKnownOnes() throws IOException {
    assertThat(presets().resolve(new Runtime("triton", null, null, null)))
        .isEqualTo(
            new Resolution.Refused(
                "RuntimeNotFound",
                "runtime triton is not a preset of this installation; known: mlserver-sklearn."
                    + " Name one of these, or give a container"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"command":["serve"]}                                            | has no image
          {"image":"a","imagePullPolicie":"Always"}                        | imagePullPolicie
          {"image":"a","readinessProbe":{"httpget":{"port":1}}}            | httpget
          {"image":"a","env":[{"name":"SLIPWAY_HTTP_PORT","value":"1"}]}   | sets SLIPWAY_HTTP_PORT
          {"image":"a","volumeMounts":[{"name":"x","mountPath":"/x"}]}     | volumeMounts
          """)
  void aContainerThatCannotServeIsRefused(String container, String says) throws IOException {
    Resolution resolution =
        presets().resolve(new Runtime(null, null, null, new ObjectMapper().readTree(container)));

    assertThat(resolution).isInstanceOf(Resolution.Refused.class);
    assertThat(((Resolution.Refused) resolution).reason()).isEqualTo("InvalidRuntime");
    assertThat(((Resolution.Refused) resolution).message()).contains(says);
  }

  @Test
  void anOwnContainerIsTakenAsItIs() throws IOException {
    var json =
        new ObjectMapper().readTree("{\"image\":\"a\",\"args\":[\"$(SLIPWAY_MODEL_PATH)\"]}");

    Resolution resolution = presets().resolve(new Runtime(null, null, null, json));

    assertThat(((Resolution.Resolved) resolution).preset().container())
        .isEqualTo(new ContainerBuilder().withImage("a").withArgs("$(SLIPWAY_MODEL_PATH)").build());
  }

  @Test
  void aPresetOfAnotherProtocolIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), SKLEARN.replace("OpenInference", "V1"));

    assertThatThrownBy(() -> RuntimeCatalog.read(file)).hasMessageContaining("protocol V1");
  }

  private RuntimePresets presets() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), SKLEARN);
    return RuntimePresets.of(List.of(RuntimeCatalog.read(file)));
  }
}
