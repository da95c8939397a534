package dev.slipway.runner.prepare.table;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetSpec.SchemaEvolution;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.RunnerException;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.SnapshotSchema.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a schema differs from the current snapshot's; the order of columns does not matter.
 *
 * @param added columns that are new, with their types
 * @param removed columns that are gone
 * @param retyped columns of another type
 */
public record SchemaChange(List<String> added, List<String> removed, List<String> retyped) {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * Refuses a schema that may not follow the current one.
   *
   * @param store the current snapshot's folder; null when there is none
   * @throws RunnerException SchemaChanged, with the difference
   */
  public static void check(
      @Nullable SchemaEvolution evolution,
      @Nullable Snapshot current,
      @Nullable ObjectStore store,
      SnapshotSchema next)
      throws IOException {
    if (evolution == null || evolution == SchemaEvolution.Any || current == null || store == null) {
      return;
    }
    SchemaChange change =
        between(JSON.readValue(store.read("schema.json"), SnapshotSchema.class), next);
    boolean allowed =
        change.removed.isEmpty()
            && change.retyped.isEmpty()
            && (change.added.isEmpty() || evolution == SchemaEvolution.Additive);
    if (!allowed) {
      throw new RunnerException(
          "SchemaChanged",
          "%s does not allow the change from snapshot %s: %s; mend the source or the steps, or set schemaEvolution to %s"
              .formatted(
                  evolution,
                  current.name(),
                  change.words(),
                  change.removed.isEmpty() && change.retyped.isEmpty()
                      ? SchemaEvolution.Additive
                      : SchemaEvolution.Any),
          false);
    }
  }

  /** The difference of two schemas. */
  public static SchemaChange between(SnapshotSchema before, SnapshotSchema after) {
    Map<String, String> old = types(before);
    Map<String, String> now = types(after);
    var added = new ArrayList<String>();
    var retyped = new ArrayList<String>();
    now.forEach(
        (name, type) -> {
          String was = old.get(name);
          if (was == null) {
            added.add(name + " " + type);
          } else if (!was.equals(type)) {
            retyped.add(name + " " + was + " → " + type);
          }
        });
    List<String> removed = old.keySet().stream().filter(name -> !now.containsKey(name)).toList();
    return new SchemaChange(added, removed, retyped);
  }

  /** The difference in words; empty when there is none. */
  public String words() {
    var words = new ArrayList<String>();
    say(words, "retyped", retyped);
    say(words, "removed", removed);
    say(words, "added", added);
    return String.join("; ", words);
  }

  private static void say(List<String> words, String what, List<String> columns) {
    if (!columns.isEmpty()) {
      String more = columns.size() > 10 ? " and " + (columns.size() - 10) + " more" : "";
      words.add(what + " " + columns.stream().limit(10).collect(Collectors.joining(", ")) + more);
    }
  }

  private static Map<String, String> types(SnapshotSchema schema) {
    var types = new LinkedHashMap<String, String>();
    for (Column column : schema.columns()) {
      types.put(column.name(), column.type());
    }
    return types;
  }
}
