package dev.slipway.runner.trial;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.Trial;
import dev.slipway.runner.PodContext;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a trial in the store: its record, and the history of what its code reported. */
public final class TrialFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Trial trial;
  private final PodContext pod;

  public TrialFiles(Trial trial, PodContext pod) {
    this.trial = trial;
    this.pod = pod;
  }

  /**
   * Writes them, the history first. Those of an attempt before are replaced.
   *
   * @param state a state of {@link TrialRecord}
   * @param failure why it failed; null when it did not
   * @param artifact the model in the store; null when none was kept
   * @param ended when its training had ended
   */
  public void write(
      String state,
      @Nullable Failure failure,
      Map<String, Double> metrics,
      @Nullable Artifact artifact,
      Instant ended)
      throws IOException {
    FetchTask.Fold fold = trial.fold();
    var record =
        new TrialRecord(
            trial.namespace(),
            trial.trainingJob(),
            trial.run(),
            trial.name(),
            trial.parameters(),
            fold == null ? null : new TrialRecord.Fold(fold.index(), fold.of()),
            state,
            failure == null ? null : failure.reason(),
            failure == null ? null : failure.message(),
            trial.objective(),
            metrics,
            artifact,
            trial.startedAt(),
            ended.truncatedTo(ChronoUnit.SECONDS).toString());
    String folder =
        trial.store().resolve(Layout.trials(trial.namespace(), trial.trainingJob(), trial.run()));
    Path history = pod.path(PodPaths.METRICS);
    try (ObjectStore store = pod.store(folder, trial.store())) {
      if (Files.isRegularFile(history)) {
        store.upload(history, TrialRecord.history(trial.name()));
      }
      store.write(TrialRecord.name(trial.name()), JSON.writeValueAsBytes(record));
    }
    pod.say("trial %s: %s, record in %s", trial.name(), state, folder);
  }
}
