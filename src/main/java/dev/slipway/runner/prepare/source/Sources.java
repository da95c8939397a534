package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies a Dataset's sources in, before any statement of a user runs.
 *
 * @param engine where they go
 * @param pod where claims and ConfigMaps are mounted
 * @param task what is prepared
 * @param scratch a folder for files
 * @param pause between attempts to download
 */
public record Sources(
    Engine engine, PodContext pod, PrepareTask task, Path scratch, Duration pause) {

  /** All sources by name, in order. */
  public Map<String, Loaded> load() throws IOException, InterruptedException {
    var loaded = new LinkedHashMap<String, Loaded>();
    for (Source source : task.spec().sources()) {
      long start = System.nanoTime();
      Loaded one = load(source);
      loaded.put(source.name(), one);
      pod.say(
          "source %s: %,d rows, %d columns from %s in %.1f s",
          source.name(),
          engine.count(one.relation()),
          one.relation().columns().size(),
          one.location(),
          (System.nanoTime() - start) / 1e9);
    }
    return loaded;
  }

  private Loaded load(Source source) throws IOException, InterruptedException {
    String uri = source.uri();
    Source.SqlQuery sql = source.sql();
    Source.ConfigMapKey configMap = source.configMap();
    Source.Capture capture = source.capture();
    if (uri != null) {
      return StoreUri.claim(uri) == null ? download(source, uri) : volume(source, uri);
    }
    if (configMap != null) {
      Path file = pod.path(PodPaths.SOURCES).resolve(source.name()).resolve(configMap.key());
      return local(
          source, configMap.key(), file, "configmap/" + configMap.name() + "/" + configMap.key());
    }
    if (sql != null) {
      Relation relation = PostgresSource.read(engine, source.name(), sql, credentials(source));
      return rows(relation, Locations.plain(sql.url()));
    }
    if (capture != null) {
      return captured(source, capture);
    }
    throw new RunnerException("SourceUnreadable", source.name() + " names no place", false);
  }

  private Loaded download(Source source, String uri) throws IOException, InterruptedException {
    Path file = scratch.resolve(source.name() + ".download");
    new HttpDownload(pause).fetch(source.name(), uri, file);
    Loaded loaded = local(source, Locations.fileName(uri), file, Locations.plain(uri));
    Files.delete(file);
    return loaded;
  }

  private Loaded volume(Source source, String uri) throws IOException {
    Path mount = pod.path(StoreUri.VOLUMES + "/" + StoreUri.claim(uri));
    Path file = pod.path(StoreUri.mounted(uri)).normalize();
    if (!file.startsWith(mount)) {
      throw SourceFault.notFound(source.name(), uri + " leads out of its claim");
    }
    return local(source, Locations.fileName(uri), file, uri);
  }

  private Loaded local(Source source, String name, Path file, String location) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw SourceFault.notFound(source.name(), "there is no file " + location);
    }
    var content = new SourceFile(source.name(), name, file, source.format());
    Relation relation = content.read(engine, scratch);
    Files.deleteIfExists(scratch.resolve(source.name() + ".unpacked"));
    return new Loaded(relation, location, content.revision(), Files.size(file));
  }

  private Loaded captured(Source source, Source.Capture capture) throws IOException {
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
    try (ObjectStore store = pod.store(task.store().url(), task.store())) {
      var captures = new CaptureSource(store, scratch, text -> pod.say("%s", text));
      Relation relation =
          captures.read(engine, source.name(), task.namespace(), capture.deployment(), label);
      return rows(relation, "capture/" + capture.deployment());
    }
  }

  private Loaded rows(Relation relation, String location) {
    String hash = relation.empty() ? "none" : RowHash.sum(engine, relation);
    return new Loaded(relation, location, "rows:" + hash, null);
  }

  private Map<String, String> credentials(Source source) {
    String prefix = "SLIPWAY_SOURCE_" + source.name().toUpperCase(Locale.ROOT);
    var credentials = new HashMap<String, String>();
    put(credentials, "user", pod.variables().get(prefix + "_USERNAME"));
    put(credentials, "password", pod.variables().get(prefix + "_PASSWORD"));
    return credentials;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
