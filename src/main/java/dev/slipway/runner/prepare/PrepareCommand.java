package dev.slipway.runner.prepare;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.PrepareTask;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.MemoryLimit;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.quality.Expectations;
import dev.slipway.runner.prepare.quality.Quarantine;
import dev.slipway.runner.prepare.quality.check.Checked;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.source.Sources;
import dev.slipway.runner.prepare.step.Steps;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Label;
import dev.slipway.runner.prepare.table.Partitioner;
import dev.slipway.runner.prepare.table.SchemaChange;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code runner prepare}: makes a Dataset's snapshot. */
@Command(name = "prepare", description = "Makes a Dataset's snapshot.")
public final class PrepareCommand extends TaskCommand<PrepareTask, PrepareResult> {
  private final Clock clock;
  private final Duration pause;
  private final Duration stall;

  /** In a pod. */
  public PrepareCommand(PodContext pod) {
    this(pod, Clock.systemUTC(), Duration.ofSeconds(2), Duration.ofMinutes(2));
  }

  /**
   * With how it waits.
   *
   * @param clock tells the snapshot's time
   * @param pause between attempts to download
   * @param stall after so long without an answer a source is given up
   */
  public PrepareCommand(PodContext pod, Clock clock, Duration pause, Duration stall) {
    super(PrepareTask.class, pod);
    this.clock = clock;
    this.pause = pause;
    this.stall = stall;
  }

  @Override
  protected PrepareResult run(PrepareTask task, PodContext pod) throws Exception {
    // A preparation that started before a change arrived must not count as one after it.
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Path scratch = pod.path(PodPaths.SCRATCH).resolve("prepare");
    clear(scratch);
    Files.createDirectories(scratch);
    long memory = MemoryLimit.engineShare(pod.root());
    int threads = Runtime.getRuntime().availableProcessors();
    pod.say(
        "preparing %s/%s with %,d MiB and %d threads",
        task.namespace(), task.name(), memory >> 20, threads);
    try (Engine engine = Engine.open(scratch, memory, threads, spilled(pod));
        ObjectStore store = pod.store(task.store().url(), task.store())) {
      return prepare(task, pod, engine, store, time);
    } catch (EngineException e) {
      throw e.at("preparing");
    } finally {
      clear(scratch);
    }
  }

  private PrepareResult prepare(
      PrepareTask task, PodContext pod, Engine engine, ObjectStore store, String time)
      throws IOException, InterruptedException {
    DatasetSpec spec = task.spec();
    Path files = Files.createDirectories(engine.output().resolveSibling("files"));
    Map<String, Loaded> sources = new Sources(engine, pod, task, files, pause, stall).load();
    List<SnapshotManifest.Origin> origins =
        sources.entrySet().stream()
            .map(e -> e.getValue().origin(e.getKey(), engine.count(e.getValue().relation())))
            .toList();
    engine.lock();
    var partitioner = new Partitioner(engine, spec.splits());
    var steps = new Steps(engine, spec, partitioner, sources);
    Relation prepared = steps.apply(line -> pod.say("%s", line));
    long start = System.nanoTime();
    FinalTable table = FinalTable.of(engine, prepared, spec, partitioner);
    pod.say("rows divided and hashed in %.1f s", since(start));
    start = System.nanoTime();
    var on = new Checked(table, steps.scope("expectations"), Instant.parse(time));
    Expectations.Verdict verdict = Expectations.check(on, spec.expectations());
    if (!spec.expectations().isEmpty()) {
      pod.say("expectations checked in %.1f s", since(start));
    }
    verdict.failed().forEach(f -> pod.say("not met: %s: %s", f.expectation(), f.found()));
    Relation aside = null;
    if (!verdict.quarantine().isEmpty()) {
      aside = Quarantine.rows(engine, table, verdict.quarantine());
      table = table.only(engine, Quarantine.stays(verdict.quarantine()), spec.splits());
    }
    var schema =
        new SnapshotSchema(table.schema(spec), spec.label(), Label.task(engine, table, spec));
    Snapshot current = task.current();
    if (current != null) {
      try (ObjectStore folder = pod.store(current.uri(), task.store())) {
        SchemaChange.check(spec.schemaEvolution(), current, folder, schema);
      }
    }
    start = System.nanoTime();
    Snapshot snapshot =
        new SnapshotWriter(engine, task, table, aside, schema, steps.recipe())
            .write(store, origins, time);
    pod.say(
        "snapshot %s: %,d rows at %s, written in %.1f s",
        snapshot.name(), snapshot.rows(), snapshot.uri(), since(start));
    return new PrepareResult(snapshot, verdict.failed(), aside == null ? 0 : engine.count(aside));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Half of the scratch volume: the other half is for files and the database. */
  private static @Nullable Long spilled(PodContext pod) {
    String scratch = pod.variables().get(PodPaths.SCRATCH_BYTES);
    return scratch == null ? null : Long.valueOf(scratch) / 2;
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
