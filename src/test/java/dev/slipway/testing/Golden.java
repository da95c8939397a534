package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares objects with YAML files below {@code src/test/resources}. With {@code -Dgolden=write}
 * the files are written instead, to be read before they are committed.
 */
public final class Golden {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /** Fails unless an object is what a file says. */
  public static void assertYaml(Object object, String file) {
    Path path = Path.of("src/test/resources").resolve(file);
    String actual = Serialization.asYaml(object);
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, actual);
      }
      // fields have no order: labels come in another one in every process
      String expected = Files.readString(path);
      if (!YAML.readTree(actual).equals(YAML.readTree(expected))) {
        assertThat(actual).isEqualTo(expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("write it by -Dgolden=write", e);
    }
  }

  private Golden() {}
}
