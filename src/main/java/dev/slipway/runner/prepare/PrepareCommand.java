package dev.slipway.runner.prepare;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.PrepareTask;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.MemoryLimit;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.insight.Previous;
import dev.slipway.runner.prepare.quality.Expectations;
import dev.slipway.runner.prepare.quality.Quarantine;
import dev.slipway.runner.prepare.quality.check.Checked;
import dev.slipway.runner.prepare.report.Reporting;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.source.SourceRevisions;
import dev.slipway.runner.prepare.source.Sources;
import dev.slipway.runner.prepare.step.Steps;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Label;
import dev.slipway.runner.prepare.table.Partitioner;
import dev.slipway.runner.prepare.table.SchemaChange;
import dev.slipway.runner.progress.ProgressServer;
import dev.slipway.runner.prune.StoredSnapshots;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code runner prepare}: makes a Dataset's snapshot. */
@Command(name = "prepare", description = "Makes a Dataset's snapshot.")
public final class PrepareCommand extends TaskCommand<PrepareTask, PrepareResult> {
  /** Of a statement that is listed in the log; the manifest has all of it. */
  private static final int LONGEST = 2000;

  private final PodContext pod;
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
    this.pod = pod;
    this.clock = clock;
    this.pause = pause;
    this.stall = stall;
  }

  @Override
  protected PrepareResult run(PrepareTask task, PodContext pod) throws Exception {
    // A preparation that started before a change arrived must not count as one after it.
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Stage stage = Stage.of(task, pod);
    Path scratch = stage.begin();
    long memory = MemoryLimit.engineShare(pod.root());
    int threads = Runtime.getRuntime().availableProcessors();
    pod.say(
        "preparing %s/%s with %,d MiB and %d threads",
        task.namespace(), task.name(), memory >> 20, threads);
    boolean goesOn = false;
    try (Engine engine = Engine.open(scratch, memory, threads, spilled(pod));
        ProgressServer server = ProgressServer.start(pod, engine.progress()::now)) {
      Stage.Work work = stage.first() ? load(task, engine, time) : stage.resume(engine);
      Relation prepared = stage.apply(work.steps());
      if (stage.last()) {
        return finish(task, engine, work, prepared);
      }
      stage.leave(engine, work);
      goesOn = true;
      return new PrepareResult(null, List.of(), 0, List.of(), null);
    } catch (EngineException e) {
      throw e.at("preparing");
    } finally {
      if (!goesOn) {
        stage.leaveNothing();
      }
    }
  }

  private Stage.Work load(PrepareTask task, Engine engine, String time)
      throws IOException, InterruptedException {
    DatasetSpec spec = task.spec();
    // before anything is read: what changes from here on is a change that a poll must see
    String revision =
        spec.onChange() == null
            ? null
            : new SourceRevisions(pod, task.namespace(), task.store(), stall).of(spec.sources());
    Path files = Files.createDirectories(engine.output().resolveSibling("files"));
    Map<String, Loaded> sources = new Sources(engine, pod, task, files, pause, stall).load();
    List<SnapshotManifest.Origin> origins =
        sources.entrySet().stream()
            .map(e -> e.getValue().origin(e.getKey(), engine.count(e.getValue().relation())))
            .toList();
    engine.lock();
    var partitioner = new Partitioner(engine, spec.splits());
    var steps = new Steps(engine, spec, partitioner, sources);
    return new Stage.Work(steps, partitioner, origins, revision, time);
  }

  private PrepareResult finish(PrepareTask task, Engine engine, Stage.Work work, Relation prepared)
      throws IOException {
    try (ObjectStore store = pod.store(task.store().url(), task.store())) {
      return finish(task, engine, store, work, prepared);
    }
  }

  private PrepareResult finish(
      PrepareTask task, Engine engine, ObjectStore store, Stage.Work work, Relation prepared)
      throws IOException {
    DatasetSpec spec = task.spec();
    Steps steps = work.steps();
    engine.progress().at(Phase.SPLITS_AND_CHECKS, "splits", 0, 2);
    long start = System.nanoTime();
    FinalTable table = FinalTable.of(engine, prepared, spec, work.partitioner());
    pod.say("rows divided and hashed in %.1f s", since(start));
    start = System.nanoTime();
    engine.progress().at(Phase.SPLITS_AND_CHECKS, "expectations", 1, 2);
    var on = new Checked(table, steps.scope("expectations"), Instant.parse(work.time()));
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
    Previous previous = null;
    if (current != null) {
      try (ObjectStore folder = pod.store(current.uri(), task.store())) {
        SchemaChange.check(spec.schemaEvolution(), current, folder, schema);
        previous = Previous.read(current, folder);
      }
    }
    long quarantined = aside == null ? 0 : engine.count(aside);
    var reporting =
        new Reporting(engine, task, table, schema, verdict.outcomes(), quarantined, previous);
    start = System.nanoTime();
    SnapshotWriter.Written written =
        new SnapshotWriter(engine, task, table, aside, schema, steps.recipe(), reporting)
            .write(store, work.origins(), work.time());
    Snapshot snapshot = written.snapshot();
    engine.plan().forEach(statement -> pod.say("plan: %s", shortened(statement)));
    sweep(task, store);
    for (DatasetStatus.Hint hint : written.hints()) {
      String column = hint.column() == null ? "" : "column " + hint.column() + " ";
      pod.say("hint: %s: %s%s", hint.kind(), column, hint.message());
    }
    pod.say(
        "snapshot %s: %,d rows at %s, written in %.1f s",
        snapshot.name(), snapshot.rows(), snapshot.uri(), since(start));
    return new PrepareResult(
            snapshot, verdict.failed(), quarantined, written.hints(), work.revision())
        .fitting();
  }

  /** The snapshot is there: what cannot be cleaned up now can be another time. */
  private void sweep(PrepareTask task, ObjectStore store) {
    try {
      String folder = Layout.snapshots(task.namespace(), task.name());
      long bytes = new StoredSnapshots(store, folder).sweep(clock.instant());
      if (bytes > 0) {
        pod.say("%,d bytes freed that attempts had left which broke off", bytes);
      }
    } catch (StoreException e) {
      pod.say("what earlier attempts have left is still there: %s", e);
    }
  }

  private static String shortened(String statement) {
    return statement.length() <= LONGEST ? statement : statement.substring(0, LONGEST) + "…";
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Half of the scratch volume: the other half is for files and the database. */
  private static @Nullable Long spilled(PodContext pod) {
    Long size = Stage.size(pod);
    return size == null ? null : size / 2;
  }
}
