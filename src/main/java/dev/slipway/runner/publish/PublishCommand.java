package dev.slipway.runner.publish;

import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.PublishTask.Keep;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.metrics.ReportedMetrics;
import dev.slipway.runner.trial.TrialFiles;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import dev.slipway.store.TrialRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code runner publish}: brings the model, its metrics and its card into the store. */
@Command(name = "publish", description = "Brings a trained model into the store.")
public final class PublishCommand extends TaskCommand<PublishTask, PublishResult> {
  private final Instant began;

  /** In a pod. */
  public PublishCommand(PodContext pod) {
    this(pod, Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
  }

  /**
   * The same.
   *
   * @param began when this process began: right after the training had ended
   */
  PublishCommand(PodContext pod, Instant began) {
    super(PublishTask.class, pod);
    this.began = began;
  }

  @Override
  protected PublishResult run(PublishTask task, PodContext pod) throws IOException {
    if (pod.rank() > 0 && !task.everyRank()) {
      pod.say("rank %d leaves nothing: the model is that of rank 0", pod.rank());
      return new PublishResult(null, Map.of());
    }
    Keep keep = task.keep();
    Path file = pod.path(PodPaths.METRICS);
    ReportedMetrics reported = MetricsFile.read(file, keep == null ? null : keep.metric());
    warn(reported, pod);
    Map<String, Double> metrics = AllMetrics.of(reported.last(), keep, Measured.of(pod, began));
    Artifact artifact;
    try {
      artifact = kept(task, pod, reported, metrics) ? ModelUpload.of(task, pod, metrics) : null;
    } catch (RunnerException e) {
      failed(task, pod, metrics, e.failure());
      throw e;
    }
    record(task, pod, metrics, TrialRecord.SUCCEEDED, null, artifact);
    PublishResult result = fitting(artifact, metrics);
    mark(pod, PodPaths.PUBLISHED);
    task.discard().forEach(folder -> discard(folder, task, pod));
    return result;
  }

  /** The model is there: what cannot be removed is a nuisance, no failure. */
  private static void discard(String folder, PublishTask task, PodContext pod) {
    try (ObjectStore store = pod.store(folder, task.store())) {
      store.list("").forEach(store::delete);
    } catch (StoreException e) {
      pod.say("warning: %s is not removed: %s", folder, e.reason());
    }
  }

  private void failed(
      PublishTask task, PodContext pod, Map<String, Double> metrics, Failure failure)
      throws IOException {
    try {
      record(task, pod, metrics, TrialRecord.FAILED, failure, null);
    } catch (StoreException e) {
      // why it failed is worth more
      pod.say("the trial's record cannot be written: %s", e);
    }
  }

  private void record(
      PublishTask task,
      PodContext pod,
      Map<String, Double> metrics,
      String state,
      @Nullable Failure failure,
      @Nullable Artifact artifact)
      throws IOException {
    if (task.trial() != null && pod.rank() == 0) {
      new TrialFiles(task.trial(), pod).write(state, failure, metrics, artifact, began);
      mark(pod, PodPaths.RECORDED);
    }
  }

  /** Tells the sidecar. Training code writes to the folder, too: no link of its is followed. */
  private static void mark(PodContext pod, String path) throws IOException {
    Path file = pod.path(path);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(file);
  }

  private static boolean kept(
      PublishTask task, PodContext pod, ReportedMetrics reported, Map<String, Double> metrics) {
    Keep keep = task.keep();
    if (keep == null || keep.metric() == null) {
      return keep == null || !keep.never();
    }
    double value = Objective.value(keep.metric(), metrics, reported);
    if (keep.keeps(value)) {
      return true;
    }
    String why = keep.never() ? "" : ", not better than " + keep.best();
    pod.say("%s is %s%s; the model is not kept", keep.metric(), value, why);
    return false;
  }

  private static void warn(ReportedMetrics metrics, PodContext pod) {
    if (metrics.bad() > 0) {
      pod.say(
          "warning: %d lines of $SLIPWAY_METRICS are not {\"name\":…,\"value\":…} with a finite"
              + " number, and are passed over",
          metrics.bad());
    }
    if (metrics.dropped() > 0) {
      pod.say(
          "warning: %d metrics beyond the first %d are passed over",
          metrics.dropped(), ReportedMetrics.MOST);
    }
    if (metrics.badSteps() > 0) {
      pod.say(
          "warning: %d steps in $SLIPWAY_METRICS are no whole numbers from 0, and do not count",
          metrics.badSteps());
    }
  }

  /** As many metrics as the termination message has room for, the first ones. */
  private static PublishResult fitting(@Nullable Artifact artifact, Map<String, Double> metrics) {
    var kept = new LinkedHashMap<>(metrics);
    while (true) {
      var result = new PublishResult(artifact, kept);
      if (kept.isEmpty()
          || TerminationMessage.of(result).getBytes(StandardCharsets.UTF_8).length
              <= TerminationMessage.LIMIT) {
        return result;
      }
      kept.pollLastEntry();
    }
  }
}
