package dev.slipway.runner.prepare.step;

import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.table.Partition;
import dev.slipway.runner.prepare.table.Partitioner;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** A table in a locked engine, on which steps are applied as a preparation does it. */
@NullUnmarked
final class StepTable implements AutoCloseable {
  static final String ALL_TRAIN = "{by: Hash, key: [id], train: 1.0, test: 0.0}";

  final Engine engine;
  private final Map<String, Loaded> sources = new LinkedHashMap<>();
  String splits = ALL_TRAIN;
  Recipe recipe;

  private StepTable(Engine engine) {
    this.engine = engine;
  }

  static StepTable open(Path folder, int threads) {
    return open(folder, threads, 512 << 20, null);
  }

  /** In so many bytes of memory, and so many that may be spilled. */
  static StepTable open(Path folder, int threads, long memory, Long spilled) {
    try {
      Path own = Files.createTempDirectory(folder, "engine");
      return new StepTable(Engine.open(own, memory, threads, spilled));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A source given as a query; the first one is the main one. */
  StepTable source(String name, String query) {
    sources.put(name, new Loaded(engine.table(query), name, "r"));
    return this;
  }

  void source(String name, Loaded loaded) {
    sources.put(name, loaded);
  }

  /** A capture that holds nothing yet. */
  StepTable nothing(String name) {
    Relation any = engine.table("SELECT 1 AS x");
    sources.put(name, new Loaded(new Relation(any.table(), List.of(), true), name, "r"));
    return this;
  }

  StepTable splits(String yaml) {
    splits = yaml;
    return this;
  }

  DatasetSpec spec(String steps) {
    var yaml = new StringBuilder("sources:\n");
    sources.keySet().forEach(name -> yaml.append("- {name: ").append(name).append("}\n"));
    return Serialization.unmarshal(
        yaml + "steps:\n" + steps + "\nsplits: " + splits + "\n", DatasetSpec.class);
  }

  /** The main source before any step, in a table that no step takes away. */
  Relation main() {
    Relation first = sources.values().iterator().next().relation();
    return engine.table("SELECT * FROM " + first.quoted());
  }

  /** Steps given as YAML, to be applied one by one. */
  Steps steps(DatasetSpec spec) {
    engine.lock();
    return new Steps(engine, spec, new Partitioner(engine, spec.splits()), sources);
  }

  /** Applies steps given as YAML. */
  Relation apply(String steps) {
    engine.lock();
    DatasetSpec spec = spec(steps);
    var all = new Steps(engine, spec, new Partitioner(engine, spec.splits()), sources);
    Relation relation = all.apply(line -> {});
    recipe = all.recipe();
    return relation;
  }

  /** The rows after steps, sorted, values with "|" between. */
  List<String> rows(String steps) {
    return rows(apply(steps), "true");
  }

  List<String> rows(Relation relation, String where) {
    return engine.rows(
        "SELECT concat_ws('|', %s) AS r FROM %s WHERE %s ORDER BY r"
            .formatted(
                String.join(
                    ", ",
                    relation.columns().stream()
                        .map(c -> "coalesce(CAST(" + c.quoted() + " AS VARCHAR), 'null')")
                        .toList()),
                relation.quoted(),
                where),
        row -> row.getString(1));
  }

  /** The condition that a row of a relation is in the train part. */
  String train(Relation relation) {
    return Partition.of(engine, relation, spec("- {select: [id]}").splits()).isTrain(relation);
  }

  RunnerException refusal(String steps) {
    try {
      apply(steps);
    } catch (RunnerException e) {
      return e;
    }
    throw new AssertionError("not refused: " + steps);
  }

  /** The hash of the rows after steps. */
  String hash(String steps) {
    return RowHash.sum(engine, apply(steps));
  }

  /** The rows of a relation as maps; nested values as JSON. */
  List<Map<String, Object>> maps(Relation relation, String order) {
    var maps = new ArrayList<Map<String, Object>>();
    engine.each(
        "SELECT %s FROM %s ORDER BY %s"
            .formatted(
                String.join(
                    ", ",
                    relation.columns().stream()
                        .map(
                            c ->
                                c.kind() == null
                                    ? "CAST(to_json(%1$s) AS VARCHAR) AS %1$s".formatted(c.quoted())
                                    : c.quoted())
                        .toList()),
                relation.quoted(),
                order),
        row -> {
          var map = new LinkedHashMap<String, Object>();
          for (Column column : relation.columns()) {
            map.put(column.name(), row.getObject(column.name()));
          }
          maps.add(map);
        });
    return maps;
  }

  @Override
  public void close() {
    engine.close();
  }
}
