package dev.slipway.runner.prepare.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.TolerantJson;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.insight.Insights;
import dev.slipway.runner.prepare.insight.Previous;
import dev.slipway.runner.prepare.quality.Expectations;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the report of a snapshot that is being prepared.
 *
 * @param expectations what came of them
 * @param quarantined rows that were set aside
 * @param previous the snapshot before; null when there is none
 */
public record Reporting(
    Engine engine,
    PrepareTask task,
    FinalTable table,
    SnapshotSchema schema,
    List<Expectations.Outcome> expectations,
    long quarantined,
    @Nullable Previous previous) {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * Measures the rows.
   *
   * @param bytes the size of the snapshot's other files
   */
  public Report of(
      String digest,
      Profile profile,
      List<SnapshotManifest.Origin> sources,
      String time,
      long bytes) {
    return new Report(
        task.name(),
        task.namespace(),
        digest,
        time,
        schema.label(),
        schema.task(),
        table.counts(),
        bytes,
        sources,
        expectations,
        quarantined,
        Insights.of(engine, table, schema, profile, previous));
  }

  /**
   * The hints of a snapshot that is there already, as its report has them; none when it was made
   * before there were reports.
   *
   * @param folder the snapshot's, in the store
   */
  public static List<Hint> known(SnapshotManifest manifest, ObjectStore store, String folder)
      throws IOException {
    boolean reported = manifest.files().stream().anyMatch(f -> f.path().equals(Report.JSON));
    return reported
        ? JSON.readerForListOf(Hint.class)
            .readValue(JSON.readTree(store.read(folder + Report.JSON)).at("/insights/hints"))
        : List.of();
  }
}
