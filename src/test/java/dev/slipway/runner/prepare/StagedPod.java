package dev.slipway.runner.prepare;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.Stages;
import dev.slipway.contract.TerminationMessage;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A pod of a preparation with transforms, whose containers are played by code. */
@NullUnmarked
final class StagedPod {
  /** What a transform's container does. */
  interface Container {
    void run(Path input, Path files, Path output) throws IOException;
  }

  final PreparePod pod;

  StagedPod(Path root) {
    pod = new PreparePod(root);
  }

  /** A container that is one statement of DuckDB, as a query whose rows it writes. */
  static Container query(String sql) {
    return (input, files, output) -> write(output, "rows.parquet", sql, input);
  }

  /** Writes the rows of a query over the table {@code input}. */
  static void write(Path output, String name, String sql, Path input) {
    PreparePod.execute(
        "COPY (WITH input AS (SELECT * FROM '%s') %s) TO '%s' (FORMAT parquet)"
            .formatted(input.resolve("rows.parquet"), sql, output.resolve(name)));
  }

  /** Runs all stages with the containers between them; the last stage's termination message. */
  String run(String yaml, Container... containers) {
    Stages stages = Stages.of(Serialization.unmarshal(yaml, DatasetSpec.class));
    String message = "";
    var log = new StringBuilder();
    for (int stage = 0; stage <= stages.last(); stage++) {
      message = stage(yaml, stage);
      log.append(pod.log);
      if (TerminationMessage.failure(message).isPresent()) {
        break;
      }
      if (stage < stages.last()) {
        contain(stages.end(stage), containers[stage]);
      }
    }
    pod.log = log.toString();
    return message;
  }

  /** Runs one stage. */
  String stage(String yaml, int stage) {
    pod.stage = stage;
    return pod.run(yaml);
  }

  /** Runs the container of a step. */
  void contain(int step, Container container) {
    try {
      container.run(folder(step, "input"), volume().resolve(Stages.FILES), folder(step, "output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder(int step, String name) {
    return volume().resolve(Stages.folder(step, name));
  }

  Path volume() {
    return pod.root.resolve("slipway/scratch");
  }

  Snapshot prepare(String yaml, Container... containers) {
    String message = run(yaml, containers);
    Optional<PrepareResult> result = TerminationMessage.result(message, PrepareResult.class);
    return result
        .map(PrepareResult::snapshot)
        .orElseThrow(() -> new AssertionError(message + "\n" + pod.log));
  }

  Failure failure(String yaml, Container... containers) {
    String message = run(yaml, containers);
    return TerminationMessage.failure(message)
        .orElseThrow(() -> new AssertionError("no failure: " + message));
  }
}
