package dev.slipway.runner.prepare.insight;

import dev.slipway.api.Snapshot;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.table.Part;
import dev.slipway.runner.prepare.table.SchemaChange;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot beside the one before it.
 *
 * @param snapshot the name of the one before
 * @param time when that was prepared
 * @param rows its rows by part
 * @param schema columns that are new, gone or of another type
 * @param columns those that both have with the same type
 */
public record Comparison(
    String snapshot,
    String time,
    Map<String, Long> rows,
    SchemaChange schema,
    List<ColumnChange> columns) {

  static Comparison of(
      Engine engine, Sample sample, SnapshotSchema schema, Profile profile, Previous before) {
    var old = new HashMap<String, ColumnProfile>();
    before.profile().columns().forEach(c -> old.put(c.name(), c));
    var now = new HashMap<String, ColumnProfile>();
    profile.columns().forEach(c -> now.put(c.name(), c));
    List<SnapshotSchema.Column> both =
        schema.columns().stream()
            .filter(
                c -> {
                  ColumnProfile was = old.get(c.name());
                  return was != null && was.type().equals(c.type());
                })
            .toList();
    Map<String, long[]> counts = FrozenCounts.of(engine, sample, both, old);
    var columns = new ArrayList<ColumnChange>();
    for (SnapshotSchema.Column column : both) {
      ColumnProfile was = old.get(column.name());
      ColumnProfile is = now.get(column.name());
      if (was != null && is != null) {
        columns.add(
            ColumnChange.of(
                was,
                is,
                before.profile().rows(),
                profile.rows(),
                counts.get(column.name()),
                both.size()));
      }
    }
    Snapshot snapshot = before.snapshot();
    var rows = new LinkedHashMap<String, Long>();
    rows.put(Part.TRAIN, snapshot.trainRows());
    rows.put(Part.VALIDATION, snapshot.validationRows());
    rows.put(Part.TEST, snapshot.testRows());
    return new Comparison(
        snapshot.name(),
        snapshot.time(),
        rows,
        SchemaChange.between(before.schema(), schema),
        columns);
  }
}
