package dev.slipway.runner.prepare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PrepareTask;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.quality.Profiler;
import dev.slipway.runner.prepare.quality.Quarantine;
import dev.slipway.runner.prepare.report.Report;
import dev.slipway.runner.prepare.report.ReportPage;
import dev.slipway.runner.prepare.report.Reporting;
import dev.slipway.runner.prepare.step.Recipe;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Part;
import dev.slipway.store.Digest;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot into the store, the manifest last; one that is there already is kept. */
public final class SnapshotWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  private final Engine engine;
  private final PrepareTask task;
  private final FinalTable table;
  private final @Nullable Relation quarantine;
  private final SnapshotSchema schema;
  private final Recipe recipe;
  private final Reporting reporting;

  /**
   * For a table.
   *
   * @param quarantine the rows that were set aside, with their reasons; null when there are none
   * @param reporting makes its report
   */
  public SnapshotWriter(
      Engine engine,
      PrepareTask task,
      FinalTable table,
      @Nullable Relation quarantine,
      SnapshotSchema schema,
      Recipe recipe,
      Reporting reporting) {
    this.engine = engine;
    this.task = task;
    this.table = table;
    this.quarantine = quarantine;
    this.schema = schema;
    this.recipe = recipe;
    this.reporting = reporting;
  }

  /**
   * A snapshot in the store.
   *
   * @param hints what of it deserves a look
   */
  public record Written(Snapshot snapshot, List<Hint> hints) {}

  /**
   * Writes it.
   *
   * @param store the store's root
   * @param time the preparation's moment (RFC 3339)
   */
  public Written write(ObjectStore store, List<SnapshotManifest.Origin> sources, String time)
      throws IOException {
    DatasetSpec spec = task.spec();
    engine.progress().at(Phase.FILES, "hashing rows", 0, 3);
    Map<String, String> content = table.content(engine);
    if (quarantine != null) {
      content.put("quarantine", RowHash.sum(engine, FinalTable.ROW_HASH, quarantine.quoted()));
    }
    JsonNode recipeJson = JSON.valueToTree(recipe);
    String digest =
        SnapshotManifest.digest(
            content, JSON.valueToTree(schema), recipeJson, spec.splits(), sources);
    String folder =
        Layout.snapshots(task.namespace(), task.name()) + "/" + Digest.hex(digest) + "/";
    SnapshotManifest manifest;
    List<Hint> hints;
    if (store.exists(folder + SnapshotManifest.NAME)) {
      manifest = JSON.readValue(store.read(folder + SnapshotManifest.NAME), SnapshotManifest.class);
      hints = Reporting.known(manifest, store, folder);
    } else {
      List<StoredFile> files;
      try (var uploads = new Uploads(store, engine.output(), folder)) {
        engine.progress().at(Phase.FILES, "writing files", 1, 3);
        data(uploads);
        uploads.add(write("schema.json", schema));
        uploads.add(write("recipe.json", recipeJson));
        Profile profile = new Profiler(engine, table).profile(schema.columns());
        uploads.add(write("profile.json", profile));
        Report report = reporting.of(digest, profile, sources, time, uploads.bytes());
        hints = report.insights().hints();
        uploads.add(write(Report.JSON, report));
        Files.writeString(engine.output().resolve(Report.HTML), ReportPage.of(report));
        uploads.add(Report.HTML);
        engine.progress().at(Phase.FILES, "uploading", 2, 3);
        files = uploads.all();
      }
      manifest =
          new SnapshotManifest(
              digest,
              task.name(),
              task.namespace(),
              table.counts(),
              content,
              schema.hash(),
              spec.splits(),
              bounds(),
              sources,
              files,
              engine.plan(),
              time);
      store.write(folder + SnapshotManifest.NAME, JSON.writeValueAsBytes(manifest));
    }
    return new Written(snapshot(manifest, folder, time), hints);
  }

  private @Nullable JsonNode bounds() {
    JsonNode bounds = JSON.valueToTree(table.bounds());
    return bounds.isEmpty() ? null : bounds;
  }

  private Snapshot snapshot(SnapshotManifest manifest, String folder, String time) {
    Map<String, Long> rows = manifest.rows();
    return new Snapshot(
        Digest.shortened(manifest.digest(), 12),
        manifest.digest(),
        task.store().resolve(folder.substring(0, folder.length() - 1)),
        rows.values().stream().mapToLong(Long::longValue).sum(),
        rows.getOrDefault(Part.TRAIN, 0L),
        rows.getOrDefault(Part.VALIDATION, 0L),
        rows.getOrDefault(Part.TEST, 0L),
        StoredFile.total(manifest.files()),
        manifest.schemaHash(),
        schema.label(),
        schema.task(),
        time);
  }

  /** Writes the rows. */
  private void data(Uploads uploads) throws IOException {
    for (String part : table.counts().keySet()) {
      Files.createDirectories(engine.output().resolve(part));
      for (var file : table.files(part).entrySet()) {
        uploads.add(copy(file.getValue(), part + "/" + file.getKey()));
      }
    }
    if (quarantine != null) {
      uploads.add(aside(quarantine));
    }
  }

  /** Beside the parts, so that nothing trains or validates on it. */
  private String aside(Relation rows) throws IOException {
    String path = "quarantine/quarantine.parquet";
    Files.createDirectories(engine.output().resolve("quarantine"));
    return copy(
        "SELECT %s, %s AS reasons FROM %s ORDER BY %s, %s"
            .formatted(
                Sql.names(table.columns().stream().map(Column::name).toList()),
                Quarantine.REASONS,
                rows.quoted(),
                FinalTable.KEY_HASH,
                FinalTable.ROW_HASH),
        path);
  }

  private String copy(String query, String path) {
    engine.execute(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(query, Sql.text(engine.output().resolve(path).toString())));
    return path;
  }

  private String write(String name, Object content) throws IOException {
    Files.write(engine.output().resolve(name), JSON.writeValueAsBytes(content));
    return name;
  }
}
