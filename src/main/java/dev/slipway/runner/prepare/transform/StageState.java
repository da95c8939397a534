package dev.slipway.runner.prepare.transform;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.step.Steps;
import dev.slipway.runner.prepare.table.Partition;
import dev.slipway.store.SnapshotManifest.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stage of a preparation leaves to the next one, beside the tables in its database.
 *
 * @param time the preparation's moment (RFC 3339)
 * @param revision what a look at the sources would have shown at the beginning; null without
 *     onChange
 * @param origins what the manifest tells of the sources
 * @param steps what the steps have made
 * @param bounds where the parts end; null when that was not measured yet
 * @param plan the statements until now
 * @param tables how many tables were named
 */
public record StageState(
    String time,
    @Nullable String revision,
    List<Origin> origins,
    Steps.State steps,
    Partition.@Nullable Bounds bounds,
    List<String> plan,
    int tables) {
  private static final String NAME = "state.json";

  /** As the engine has it in its folder. */
  private static final String DATABASE = "prepare.duckdb";

  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /** Writes it into a stage's folder. */
  public void write(Path folder) throws IOException {
    JSON.writeValue(folder.resolve(NAME).toFile(), this);
  }

  /** Reads that of a stage. */
  public static StageState read(Path folder) throws IOException {
    return JSON.readValue(folder.resolve(NAME).toFile(), StageState.class);
  }

  /**
   * Copies the tables of a stage that has ended into the engine of the next, under their names. The
   * stage's own are only read, so that the next can begin again.
   *
   * @param folder the ended stage's folder
   * @param but a source whose rows were transformed, and are of no use any more
   */
  public void copy(Path folder, Engine engine, String but) {
    engine.follow(plan, tables);
    engine.execute(
        "ATTACH %s AS before (READ_ONLY)".formatted(Sql.text(folder.resolve(DATABASE).toString())));
    steps
        .relations()
        .forEach(
            (source, relation) -> {
              if (!source.equals(but) && !relation.empty()) {
                copy(engine, relation);
              }
            });
    engine.execute("DETACH before");
  }

  private static void copy(Engine engine, Relation relation) {
    engine.execute("CREATE TABLE %1$s AS SELECT * FROM before.%1$s".formatted(relation.quoted()));
  }
}
