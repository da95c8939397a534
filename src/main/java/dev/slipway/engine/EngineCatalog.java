package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.operator.OperatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the rules when the operator starts. A file that is none keeps it from starting: a wrong
 * rule would take the work of users for something that it is not, and a rollout that stops shows at
 * once who changed it, while the operator before goes on.
 */
@ApplicationScoped
public class EngineCatalog {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Engines engines;

  EngineCatalog(OperatorConfig config) {
    this.engines = load(Path.of(config.engines()));
  }

  /** The engines of this installation. */
  public Engines engines() {
    return engines;
  }

  /**
   * Reads the YAML files of a folder; a folder that is missing has none.
   *
   * @throws IllegalStateException if a file has no rules; the message names it and what is wrong
   */
  public static Engines load(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Engines.NONE;
    }
    var all = new ArrayList<EngineRules>();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      for (Path file : sorted) {
        all.add(read(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    try {
      return new Engines(all);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(folder + ": " + e.getMessage(), e);
    }
  }

  private static EngineRules read(Path file) throws IOException {
    try {
      return YAML.readValue(file.toFile(), EngineRules.class);
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause();
      throw new IllegalStateException(
          "%s has no rules of an engine: %s (see docs/engines.md)"
              .formatted(
                  file,
                  cause instanceof IllegalArgumentException
                      ? cause.getMessage()
                      : e.getOriginalMessage()),
          e);
    }
  }
}
