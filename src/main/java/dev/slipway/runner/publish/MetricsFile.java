package dev.slipway.runner.publish;

import dev.slipway.runner.metrics.ReportedMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of what the training code reported. */
final class MetricsFile {
  /**
   * Reads it; one that is missing has no metrics.
   *
   * @param wanted the metric that is kept in any case; null for none
   */
  static ReportedMetrics read(Path file, @Nullable String wanted) throws IOException {
    var reported = new ReportedMetrics(wanted, (name, step, value) -> {});
    if (Files.isRegularFile(file)) {
      // Bytes that are no UTF-8 become replacement characters, not the end of the reading.
      try (var reader =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          reported.take(line);
        }
      }
    }
    return reported;
  }

  private MetricsFile() {}
}
