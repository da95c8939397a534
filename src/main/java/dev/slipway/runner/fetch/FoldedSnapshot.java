package dev.slipway.runner.fetch;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.profile.Profile;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.MemoryLimit;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.quality.Profiler;
import dev.slipway.runner.prepare.table.CrossValidation;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Part;
import dev.slipway.runner.prepare.table.Partition;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A snapshot that has been brought, made into a fold of itself: its train and validation rows,
 * divided anew, in one file each, in the order that snapshots have; and manifest and profile that
 * are true of them. DuckDB spills beside them what its memory does not hold.
 */
final class FoldedSnapshot {
  private static final String SCRATCH = ".fold";
  private static final String PROFILE = "profile.json";
  private static final int MOST_THREADS = 4;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Item item;
  private final Fold fold;
  private final Path folder;
  private final SnapshotManifest manifest;
  private final SnapshotSchema schema;

  /**
   * Of a snapshot in a folder.
   *
   * @param folder where its train and validation files are, verified
   */
  FoldedSnapshot(
      Item item, Fold fold, Path folder, SnapshotManifest manifest, SnapshotSchema schema) {
    this.item = item;
    this.fold = fold;
    this.folder = folder;
    this.manifest = manifest;
    this.schema = schema;
  }

  /** Refuses a fold that there cannot be. */
  static void check(Item item, Fold fold) {
    if (item.kind() != FetchTask.Kind.SNAPSHOT) {
      throw new RunnerException(
          "InvalidTask", "%s is no snapshot, so it has no folds".formatted(item.uri()), false);
    }
    if (fold.of() < 2 || fold.index() < 0 || fold.index() >= fold.of()) {
      throw new RunnerException(
          "InvalidTask",
          "there is no fold %d of %d: folds are counted from 0, and there are at least 2"
              .formatted(fold.index(), fold.of()),
          false);
    }
  }

  /**
   * Whether a file of the snapshot is needed. The test part stays unseen, and the report tells of
   * all rows.
   */
  static boolean needs(StoredFile file) {
    return of(Part.TRAIN, file)
        || of(Part.VALIDATION, file)
        || file.path().equals("schema.json")
        || file.path().equals("recipe.json");
  }

  /** Makes it, and tells how many rows each part has. */
  Map<String, Long> make(PodContext pod) throws IOException {
    Path scratch = Files.createDirectory(folder.resolve(SCRATCH));
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    Map<String, Long> rows;
    try (Engine engine = Engine.open(scratch, MemoryLimit.engineShare(pod.root()), threads)) {
      rows = divide(engine);
    } catch (EngineException e) {
      throw e.at("fold %d of %d of the snapshot %s".formatted(fold.index(), fold.of(), item.uri()));
    }
    Folders.clear(scratch);
    return rows;
  }

  private Map<String, Long> divide(Engine engine) throws IOException {
    List<Path> parquet =
        manifest.files().stream()
            .filter(file -> of(Part.TRAIN, file) || of(Part.VALIDATION, file))
            .map(file -> folder.resolve(file.path()))
            .toList();
    if (parquet.isEmpty()) {
      throw new RunnerException(
          "EmptyFold",
          "the snapshot %s has neither train nor validation rows to make folds of; give the Dataset's splits a train share"
              .formatted(item.uri()),
          false);
    }
    Relation all = engine.view("SELECT * FROM " + parquet(parquet));
    var division = CrossValidation.of(engine, all, manifest.splits(), fold.index(), fold.of());
    copy(engine, division, all, Part.TRAIN, division.train());
    copy(engine, division, all, Part.VALIDATION, division.validation());
    var rows = new LinkedHashMap<String, Long>();
    var content = new LinkedHashMap<String, String>();
    for (String part : List.of(Part.TRAIN, Part.VALIDATION)) {
      Path file = settle(engine, part);
      Relation made = engine.view("SELECT * FROM " + parquet(List.of(file)));
      rows.put(part, engine.count(made));
      content.put(part, RowHash.sum(engine, made));
    }
    refuseEmpty(rows);
    Files.write(
        folder.resolve(PROFILE),
        JSON.writeValueAsBytes(profile(engine, rows.getOrDefault(Part.TRAIN, 0L))));
    write(rows, content);
    return rows;
  }

  private static void copy(
      Engine engine, CrossValidation division, Relation all, String part, String condition) {
    engine.execute(
        "COPY (SELECT %s FROM %s WHERE %s ORDER BY CAST(%s >> 64 AS UBIGINT)) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(
                Sql.names(all.names()),
                division.rows().quoted(),
                condition,
                RowHash.of(all.columns()),
                Sql.text(engine.output().resolve(part + ".parquet").toString())));
  }

  /** Puts a part's new file in the place of those that it had. */
  private Path settle(Engine engine, String part) throws IOException {
    Folders.clear(folder.resolve(part));
    Path file = Files.createDirectory(folder.resolve(part)).resolve(part + ".parquet");
    return Files.move(engine.output().resolve(part + ".parquet"), file);
  }

  private void refuseEmpty(Map<String, Long> rows) {
    rows.forEach(
        (part, count) -> {
          if (count == 0) {
            throw new RunnerException(
                "EmptyFold",
                "fold %d of %d of the snapshot %s leaves no rows for %s: its train and validation parts have too few keys or moments (%s); take fewer folds"
                    .formatted(fold.index(), fold.of(), item.uri(), part, manifest.rows()),
                false);
          }
        });
  }

  private Profile profile(Engine engine, long rows) {
    Relation train =
        engine.view(
            "SELECT *, %s AS %s FROM %s"
                .formatted(
                    Sql.text(Part.TRAIN),
                    FinalTable.PART,
                    parquet(List.of(folder.resolve("train/train.parquet")))));
    var table =
        new FinalTable(
            train,
            train.columns(),
            Map.of(Part.TRAIN, rows),
            1,
            new Partition.Bounds(Map.of(), Map.of()));
    return new Profiler(engine, table).profile(schema.columns());
  }

  private void write(Map<String, Long> rows, Map<String, String> content) throws IOException {
    var files = new ArrayList<StoredFile>();
    for (String path :
        List.of(
            "train/train.parquet",
            "validation/validation.parquet",
            "schema.json",
            "recipe.json",
            PROFILE)) {
      Path file = folder.resolve(path);
      files.add(StoredFile.of(path, file));
    }
    String digest =
        SnapshotManifest.digest(
            content,
            JSON.readTree(folder.resolve("schema.json").toFile()),
            JSON.readTree(folder.resolve("recipe.json").toFile()),
            manifest.splits(),
            manifest.sources());
    var folded =
        new SnapshotManifest(
            digest,
            manifest.dataset(),
            manifest.namespace(),
            rows,
            content,
            manifest.schemaHash(),
            manifest.splits(),
            null,
            manifest.sources(),
            files,
            manifest.plan(),
            manifest.time(),
            new SnapshotManifest.Fold(manifest.digest(), fold.index(), fold.of()));
    Files.write(folder.resolve(SnapshotManifest.NAME), JSON.writeValueAsBytes(folded));
  }

  private static boolean of(String part, StoredFile file) {
    return file.path().startsWith(part + "/");
  }

  private static String parquet(List<Path> files) {
    return files.stream()
        .map(file -> Sql.text(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
  }
}
