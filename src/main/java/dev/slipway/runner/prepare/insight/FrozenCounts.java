package dev.slipway.runner.prepare.insight;

import dev.slipway.profile.Bins;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of the train part in the frozen bins of another snapshot, laid out as {@link Bins} says. */
final class FrozenCounts {
  /** Counts the columns that have bins; by name. */
  static Map<String, long[]> of(
      Engine engine,
      Sample sample,
      List<SnapshotSchema.Column> columns,
      Map<String, ColumnProfile> profiles) {
    var groupings = new ArrayList<Grouping>();
    var bins = new ArrayList<Bins>();
    var counts = new ArrayList<long[]>();
    var byName = new HashMap<String, long[]>();
    for (SnapshotSchema.Column column : columns) {
      ColumnProfile profile = profiles.get(column.name());
      Grouping grouping = profile == null ? null : Grouping.frozen(column, profile);
      if (profile != null && grouping != null) {
        Bins frozen = Bins.of(profile);
        groupings.add(grouping);
        bins.add(frozen);
        counts.add(new long[frozen.places()]);
        byName.put(column.name(), counts.getLast());
      }
    }
    GroupCounts.of(
        engine,
        sample,
        Sample.TRAIN,
        List.of(),
        groupings,
        (which, keys, group, rows) ->
            counts.get(which)[place(groupings.get(which), bins.get(which), group)] += rows);
    return byName;
  }

  private static int place(Grouping grouping, Bins bins, String group) {
    if (grouping.edges() != null) {
      int bin = Integer.parseInt(group);
      return bin < 0 ? bins.missing() : bin;
    }
    return switch (group) {
      case Grouping.MISSING -> bins.missing();
      case Grouping.OTHER -> bins.unseen();
      default -> bins.place(Grouping.value(group));
    };
  }

  private FrozenCounts() {}
}
