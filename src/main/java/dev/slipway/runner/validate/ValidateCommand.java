package dev.slipway.runner.validate;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Task;
import dev.slipway.card.ModelCard;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.ValidateResult;
import dev.slipway.contract.ValidateTask;
import dev.slipway.inference.InferenceClient;
import dev.slipway.profile.Profile;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.TaskCommand;
import dev.slipway.scoring.Metric;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code runner validate}: sends the held-out rows to the candidate, and to the champion, as
 * clients would, and measures what they answer.
 */
@Command(name = "validate", description = "Measures a served model on the held-out test part.")
public final class ValidateCommand extends TaskCommand<ValidateTask, ValidateResult> {
  private static final int BATCH = 50;
  private static final int WARM_UP = 20;
  private static final int TIMED = 200;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** In a pod. */
  public ValidateCommand(PodContext pod) {
    super(ValidateTask.class, pod);
  }

  /** {@code validation.json}. */
  record Report(
      String modelVersion,
      String artifact,
      String snapshot,
      long rows,
      Map<String, Double> metrics,
      @Nullable String champion,
      Map<String, Double> championMetrics,
      @Nullable String firstError,
      String time) {}

  @Override
  protected ValidateResult run(ValidateTask task, PodContext pod)
      throws IOException, InterruptedException {
    Task kind = task.snapshot().task();
    if (kind == null) {
      throw new RunnerException(
          "NoLabel", "the snapshot has no task: give the Dataset a label", false);
    }
    HeldOutRows rows = HeldOutRows.read(pod.path(PodPaths.DATA));
    String model = task.spec().model();
    String second = task.champion();
    try (var candidate = new Respondent(task.candidate(), model, task.request(), rows);
        Respondent champion =
            second == null ? null : new Respondent(second, model, task.request(), rows)) {
      Instant end = Instant.now().plusSeconds(task.readySeconds());
      await(candidate, end, task.readySeconds(), "ModelNotServable", "the model", false);
      if (champion != null) {
        await(champion, end, task.readySeconds(), "ChampionNotReady", "the champion", true);
      }
      return measure(task, pod, kind, rows, candidate, champion);
    }
  }

  private static void await(
      Respondent model, Instant end, long seconds, String reason, String who, boolean retryable)
      throws InterruptedException {
    while (true) {
      Optional<String> waiting = model.notReady();
      if (waiting.isEmpty()) {
        return;
      }
      if (!Instant.now().isBefore(end)) {
        throw new RunnerException(
            reason,
            "the runtime did not load %s within %d s: %s".formatted(who, seconds, waiting.get()),
            retryable);
      }
      Thread.sleep(PAUSE);
    }
  }

  private static ValidateResult measure(
      ValidateTask task,
      PodContext pod,
      Task kind,
      HeldOutRows rows,
      Respondent candidate,
      @Nullable Respondent champion)
      throws IOException, InterruptedException {
    int count = rows.labels().size();
    for (int from = 0; from < count; from += BATCH) {
      candidate.ask(from, Math.min(count, from + BATCH));
      if (champion != null) {
        champion.ask(from, Math.min(count, from + BATCH));
      }
    }
    if (candidate.silent()) {
      throw new RunnerException(
          "InferenceFailed",
          "the model is loaded, but every request failed: " + candidate.firstError(),
          false);
    }
    double[] seconds = candidate.time(WARM_UP, TIMED);
    var metrics = new LinkedHashMap<String, Double>();
    Map<String, Double> other = Map.of();
    try {
      if (champion == null) {
        metrics.putAll(Measurement.quality(kind, rows.labels(), candidate, i -> true));
      } else {
        // a row that one of them did not answer must not favour the other
        boolean mute = champion.silent();
        metrics.putAll(
            Measurement.quality(
                kind, rows.labels(), candidate, i -> mute || champion.answer(i) != null));
        other =
            Measurement.quality(kind, rows.labels(), champion, i -> candidate.answer(i) != null);
        Double agreement =
            kind == Task.Regression ? null : Measurement.agreement(candidate, champion, count);
        if (agreement != null) {
          metrics.put(Metric.AGREEMENT.id(), agreement);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new RunnerException(
          "InferenceFailed", "the answers cannot be measured: " + e.getMessage(), false);
    }
    metrics.putAll(Measurement.latency(seconds));
    metrics.put(Metric.ERROR_RATE.id(), candidate.errorRate());
    Double memory = Measurement.memory(InferenceClient.page(task.candidateMetrics()).orElse(null));
    if (memory != null) {
      metrics.put(Metric.MEMORY.id(), memory);
    }
    metrics.forEach((name, value) -> pod.say("%s %.5f", name, value));
    other.forEach((name, value) -> pod.say("champion %s %.5f", name, value));
    return write(
        task, pod, count, metrics, other, candidate, Measurement.profile(kind, candidate, count));
  }

  private static ValidateResult write(
      ValidateTask task,
      PodContext pod,
      long rows,
      Map<String, Double> metrics,
      Map<String, Double> championMetrics,
      Respondent candidate,
      Profile predictions)
      throws IOException {
    var report =
        new Report(
            task.name(),
            task.spec().artifact().digest(),
            task.snapshot().digest(),
            rows,
            metrics,
            task.championName(),
            championMetrics,
            candidate.firstError(),
            Instant.now().toString());
    String card =
        new ModelCard(
                task.name(),
                task.spec().documentation(),
                task.spec().artifact(),
                task.spec().lineage(),
                task.spec().metrics(),
                new ModelCard.Tested(rows, metrics, task.championName(), championMetrics))
            .markdown();
    String folder = task.store().resolve(Layout.modelVersion(task.namespace(), task.name()));
    try (ObjectStore store = pod.store(folder, task.store())) {
      store.write("predictions.json", JSON.writeValueAsBytes(predictions));
      store.write("README.md", card.getBytes(StandardCharsets.UTF_8));
      store.write("validation.json", JSON.writeValueAsBytes(report));
    }
    return new ValidateResult(
        metrics, championMetrics, rows, folder + "/README.md", folder + "/predictions.json");
  }
}
