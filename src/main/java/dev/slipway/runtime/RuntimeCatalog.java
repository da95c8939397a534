package dev.slipway.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.StrictModel;
import dev.slipway.operator.OperatorConfig;
import io.fabric8.kubernetes.api.model.Container;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reads the presets when the operator starts. */
@ApplicationScoped
public class RuntimeCatalog {
  private static final Logger LOG = Logger.getLogger(RuntimeCatalog.class);
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final RuntimePresets presets;

  RuntimeCatalog(OperatorConfig config) {
    this.presets = RuntimePresets.of(load(Path.of(config.runtimes())));
  }

  /** The presets of this installation. */
  public RuntimePresets presets() {
    return presets;
  }

  /**
   * Reads the YAML files of a folder; a folder that is missing has none. A file that is no preset
   * is logged and passed over: it must not keep the operator from everything else.
   */
  static List<RuntimePreset> load(Path folder) {
    if (!Files.isDirectory(folder)) {
      LOG.warnf("there is no folder %s: this installation has no runtime presets", folder);
      return List.of();
    }
    var presets = new ArrayList<RuntimePreset>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        try {
          presets.add(read(file));
        } catch (IOException | IllegalArgumentException e) {
          LOG.errorf("%s is not a runtime preset: %s", file, e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return presets;
  }

  static RuntimePreset read(Path file) throws IOException {
    JsonNode yaml = YAML.readTree(file.toFile());
    String name = yaml.path("name").asText();
    String protocol = yaml.path("protocol").asText(RuntimePreset.OPEN_INFERENCE);
    if (name.isBlank()) {
      throw new IllegalArgumentException("it has no name");
    }
    if (!protocol.equals(RuntimePreset.OPEN_INFERENCE)) {
      throw new IllegalArgumentException("protocol " + protocol + " is not known");
    }
    Container container = StrictModel.read(yaml.path("container"), Container.class);
    String fault = RuntimePresets.fault(container);
    if (fault != null) {
      throw new IllegalArgumentException("its container " + fault);
    }
    var formats = new ArrayList<String>();
    yaml.path("formats").forEach(format -> formats.add(format.asText()));
    RequestFormat request =
        yaml.hasNonNull("request")
            ? JSON.treeToValue(yaml.get("request"), RequestFormat.class)
            : RequestFormat.PLAIN;
    return new RuntimePreset(name, protocol, formats, container, request);
  }
}
