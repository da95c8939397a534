package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.Stages;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a Dataset's sources in, before any statement of a user runs.
 *
 * @param engine where they go
 * @param pod where claims and ConfigMaps are mounted, and credentials lie in variables
 * @param task what is prepared
 * @param folder a folder for files
 * @param pause between attempts to download
 * @param stall after so long without an answer a server is given up
 */
public record Sources(
    Engine engine, PodContext pod, PrepareTask task, Path folder, Duration pause, Duration stall) {

  /** All sources by name, in order. */
  public Map<String, Loaded> load() throws IOException, InterruptedException {
    var loaded = new LinkedHashMap<String, Loaded>();
    try (ObjectStore store = pod.store(task.store().url(), task.store())) {
      var cache = FileCache.open(store, Layout.sources(task.namespace(), task.name()));
      try {
        for (Source source : task.spec().sources()) {
          long start = System.nanoTime();
          engine
              .progress()
              .at(
                  Phase.SOURCES,
                  "source " + source.name(),
                  loaded.size(),
                  task.spec().sources().size());
          Loaded one = load(source, store, cache);
          loaded.put(source.name(), one);
          engine.progress().read(engine.count(one.relation()));
          pod.say(
              "source %s: %,d rows, %d columns from %s in %.1f s",
              source.name(),
              engine.count(one.relation()),
              one.relation().columns().size(),
              one.location(),
              (System.nanoTime() - start) / 1e9);
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        // What has come is of use to the next attempt; why this one failed is what counts.
        try {
          cache.close(false);
        } catch (IOException | StoreException lost) {
          e.addSuppressed(lost);
        }
        throw e;
      }
      cache.close(true);
    }
    // Steps may make it all again, and the preparation's table once more.
    engine.packText(!Scratch.of(pod, folder).has(2 * engine.bytes()));
    return loaded;
  }

  private Loaded load(Source source, ObjectStore store, FileCache cache)
      throws IOException, InterruptedException {
    // Nobody knows how much will come of a query or a capture; files say so for themselves.
    engine.packText(true);
    if (source.uri() != null || source.configMap() != null) {
      var scratch = Scratch.of(pod, folder);
      var places = new Places(pod, scratch, pause, stall);
      try (Place place = places.open(source)) {
        if (source.format() == Source.Format.Files) {
          Path kept = pod.path(PodPaths.SCRATCH).resolve(Stages.FILES).resolve(source.name());
          return new WholeFiles(engine, scratch, cache, source, kept)
              .load(place, places.location(source));
        }
        return new FileSource(engine, scratch, cache, source).load(place, places.location(source));
      }
    }
    Source.SqlQuery sql = source.sql();
    if (sql != null) {
      var credentials = SourceCredentials.of(source, pod.variables());
      Relation relation = new JdbcSource(engine, source.name(), sql, credentials, pod).read();
      return new Loaded(
          relation,
          Locations.plain(sql.url()),
          "rows:" + RowHash.sum(engine, relation),
          sql.query(),
          List.of());
    }
    Source.Capture capture = source.capture();
    if (capture != null) {
      return captured(source, capture, store);
    }
    throw SourceFault.unreadable(source.name(), "names no place");
  }

  private Loaded captured(Source source, Source.Capture capture, ObjectStore store)
      throws IOException {
    boolean labelled = Boolean.TRUE.equals(capture.labelled());
    String label = labelled ? task.spec().label() : null;
    if (labelled && label == null) {
      throw new RunnerException(
          "LabelMissing",
          "source "
              + source.name()
              + " wants labelled requests, but the Dataset names no label; set spec.label",
          false);
    }
    var captures = new CaptureSource(store, folder, text -> pod.say("%s", text));
    Relation relation =
        captures.read(engine, source.name(), task.namespace(), capture.deployment(), label);
    String hash = relation.empty() ? "none" : RowHash.sum(engine, relation);
    return new Loaded(relation, "capture/" + capture.deployment(), "rows:" + hash);
  }
}
