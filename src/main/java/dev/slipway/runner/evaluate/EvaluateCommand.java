package dev.slipway.runner.evaluate;

import dev.slipway.contract.EvaluateResult;
import dev.slipway.contract.EvaluateTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.prepare.engine.MemoryLimit;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code runner evaluate}: judges captured predictions by their labels. */
@Command(name = "evaluate", description = "Judges captured predictions by their labels.")
public final class EvaluateCommand extends TaskCommand<EvaluateTask, EvaluateResult> {
  private static final long MOST_PAIRS = 1_000_000;

  /** A label that comes later than this after its prediction may count as unknown. */
  private static final Duration LONGEST_MARGIN = Duration.ofHours(24);

  private final Clock clock;

  /** In a pod. */
  public EvaluateCommand(PodContext pod) {
    this(pod, Clock.systemUTC());
  }

  /** With a clock that says until when labels are looked for. */
  EvaluateCommand(PodContext pod, Clock clock) {
    super(EvaluateTask.class, pod);
    this.clock = clock;
  }

  @Override
  protected EvaluateResult run(EvaluateTask task, PodContext pod) throws IOException, SQLException {
    Instant from = Instant.parse(task.from());
    Instant until = Instant.parse(task.until());
    Duration span = Duration.between(from, until);
    Instant margin = from.minus(span.compareTo(LONGEST_MARGIN) < 0 ? span : LONGEST_MARGIN);
    Path scratch =
        Files.createTempDirectory(Files.createDirectories(pod.path(PodPaths.SCRATCH)), "evaluate");
    Path captures = scratch.resolve("captures.ndjson");
    Path labels = scratch.resolve("labels.ndjson");
    try (ObjectStore store = pod.store(task.store().url(), task.store())) {
      var files = new TrafficFiles(store, line -> pod.say("%s", line));
      files.bring(Layout.captures(task.namespace(), task.deployment()), margin, until, captures);
      files.bring(
          Layout.feedback(task.namespace(), task.deployment()), from, clock.instant(), labels);
    }
    try (var traffic =
        LabelledTraffic.open(scratch, MemoryLimit.engineShare(pod.root()) / 2, captures, labels)) {
      traffic.judge(from, until, task.modelVersion());
      long predictions = traffic.predictions();
      var pairs = new Pairs(task.task(), task.request());
      traffic.each(MOST_PAIRS, pairs::add);
      Map<String, Double> metrics = pairs.metrics();
      long labelled = traffic.labels() - pairs.unusable();
      long unknown = traffic.unknown(from, until);
      pod.say(
          "%d predictions, %d of them with a label that can be used, %d with one that cannot; %d"
              + " labels of unknown ids",
          predictions, labelled, pairs.unusable(), unknown);
      metrics.forEach((name, value) -> pod.say("%s %.5f", name, value));
      return new EvaluateResult(predictions, labelled, unknown, pairs.unusable(), metrics);
    }
  }
}
