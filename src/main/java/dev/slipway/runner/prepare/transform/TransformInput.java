package dev.slipway.runner.prepare.transform;

import dev.slipway.contract.PodPaths;
import dev.slipway.contract.Stages;
import dev.slipway.runner.Folders;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Gives a transform's container its folders, and the rows to work on. */
public final class TransformInput {
  /** What a capture that holds nothing yet would have, whatever else it will. */
  private static final String NOTHING = "SELECT CAST(NULL AS VARCHAR) AS id WHERE false";

  /**
   * Makes the folders anew and writes the rows: every column in the one type of its kind, in an
   * order that the rows alone decide, so that the container sees the same each time.
   *
   * @param volume the scratch volume
   * @param step the transform's place among the steps
   */
  public static void write(Engine engine, Relation rows, Path volume, int step) throws IOException {
    for (String name : new String[] {"input", "output", "tmp"}) {
      Path folder = volume.resolve(Stages.folder(step, name));
      Folders.clear(folder);
      Files.createDirectories(folder);
    }
    // Users' statements could reach files by now, so the engine writes to its own folder alone.
    Path written = engine.output().resolve(PodPaths.ROWS);
    engine.execute(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(rows.empty() ? NOTHING : query(rows), Sql.text(written.toString())));
    Files.move(written, volume.resolve(Stages.folder(step, "input")).resolve(PodPaths.ROWS));
  }

  private static String query(Relation rows) {
    String values =
        rows.columns().stream()
            .map(column -> column.normal() + " AS " + column.quoted())
            .collect(Collectors.joining(", "));
    return "SELECT %s FROM %s ORDER BY %s"
        .formatted(values, rows.quoted(), RowHash.of(rows.columns()));
  }

  private TransformInput() {}
}
