package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

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
  /** Fails unless an object is what a file says. */
  public static void assertYaml(Object object, String file) {
    Path path = Path.of("src/test/resources").resolve(file);
    String actual = Serialization.asYaml(object);
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, actual);
      }
      assertThat(actual).isEqualTo(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException("write it by -Dgolden=write", e);
    }
  }

  private Golden() {}
}
