package dev.slipway.runner.prepare;

import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.Stages;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.step.Steps;
import dev.slipway.runner.prepare.table.Partitioner;
import dev.slipway.runner.prepare.transform.StageState;
import dev.slipway.runner.prepare.transform.TransformInput;
import dev.slipway.runner.prepare.transform.TransformOutput;
import dev.slipway.store.SnapshotManifest.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a preparation: a folder of its own, with its database, in the scratch volume that
 * all stages of a pod share. What a stage found it leaves as it was, so that one that was broken
 * off can begin again.
 */
record Stage(PrepareTask task, PodContext pod, Stages all, int number) {
  private static final String ALL = "prepare";

  /**
   * How far a preparation is.
   *
   * @param steps what the steps have made
   * @param partitioner which rows are the train part
   * @param origins what the manifest tells of the sources
   * @param revision what a look at the sources would have shown at the beginning; null without
   *     onChange
   * @param time the preparation's moment (RFC 3339)
   */
  record Work(
      Steps steps,
      Partitioner partitioner,
      List<Origin> origins,
      @Nullable String revision,
      String time) {}

  static Stage of(PrepareTask task, PodContext pod) {
    Integer number = task.stage();
    return new Stage(task, pod, Stages.of(task.spec()), number == null ? 0 : number);
  }

  boolean first() {
    return number == 0;
  }

  boolean last() {
    return number == all.last();
  }

  /** Its folder, empty; the first stage removes all that is there, others what nobody needs. */
  Path begin() throws IOException {
    if (first()) {
      Folders.clear(volume().resolve(ALL));
    }
    if (number > 1) {
      Folders.clear(folder(number - 2));
      Folders.clear(volume().resolve(Stages.folder(all.first(number - 1))));
    }
    Folders.clear(folder(number));
    return Files.createDirectories(folder(number));
  }

  /**
   * Removes what all stages made, as far as a transform's container lets it; the pod goes anyway.
   */
  void leaveNothing() {
    try {
      Folders.clear(volume().resolve(ALL));
    } catch (IOException e) {
      pod.say("the scratch volume could not be emptied: %s", e);
    }
  }

  /** Takes what the stage before left, and what the container of the transform has made of it. */
  Work resume(Engine engine) throws IOException {
    Path before = folder(number - 1);
    StageState state = StageState.read(before);
    int transform = all.first(number);
    engine
        .progress()
        .at(
            Phase.STEPS,
            "steps[" + transform + "] transform",
            transform,
            task.spec().steps().size());
    String source = source(transform);
    state.copy(before, engine, source);
    Relation input = state.steps().relations().get(source);
    Relation output =
        input != null && input.empty()
            ? input
            : TransformOutput.read(engine, volume(), size(pod), transform);
    engine.lock();
    var partitioner = new Partitioner(engine, task.spec().splits(), state.bounds());
    var steps = new Steps(engine, task.spec(), partitioner, state.steps());
    steps.transformed(transform, output, line -> pod.say("%s", line));
    return new Work(steps, partitioner, state.origins(), state.revision(), state.time());
  }

  /** Applies the steps up to its end and returns the first source as it is then. */
  Relation apply(Steps steps) {
    int from = first() ? 0 : all.first(number) + 1;
    return steps.apply(from, all.end(number), line -> pod.say("%s", line));
  }

  /** Leaves all that the next transform and the next stage need. */
  void leave(Engine engine, Work work) throws IOException {
    int transform = all.end(number);
    Relation rows = work.steps().toTransform(transform);
    TransformInput.write(engine, rows, volume(), transform);
    StageState state =
        new StageState(
            work.time(),
            work.revision(),
            work.origins(),
            work.steps().state(transform),
            work.partitioner().measured(),
            engine.plan(),
            engine.tables());
    engine.checkpoint();
    state.write(folder(number));
    pod.say("steps[%d] transform: %,d rows are ready for it", transform, count(engine, rows));
  }

  /** The scratch volume's size in bytes; null when nobody told it. */
  static @Nullable Long size(PodContext pod) {
    String scratch = pod.variables().get(PodPaths.SCRATCH_BYTES);
    return scratch == null ? null : Long.valueOf(scratch);
  }

  private static long count(Engine engine, Relation rows) {
    return rows.empty() ? 0 : engine.count(rows);
  }

  private String source(int transform) {
    String from = task.spec().steps().get(transform).from();
    return from == null ? task.spec().sources().getFirst().name() : from;
  }

  private Path folder(int stage) {
    return volume().resolve(ALL).resolve("stage-" + stage);
  }

  private Path volume() {
    return pod.path(PodPaths.SCRATCH);
  }
}
