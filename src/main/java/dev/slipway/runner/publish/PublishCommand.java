package dev.slipway.runner.publish;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.card.ModelCard;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.metrics.ReportedMetrics;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.Digest;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code runner publish}: brings the model, its metrics and its card into the store. */
@Command(name = "publish", description = "Brings a trained model into the store.")
public final class PublishCommand extends TaskCommand<PublishTask, PublishResult> {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** In a pod. */
  public PublishCommand(PodContext pod) {
    super(PublishTask.class, pod);
  }

  @Override
  protected PublishResult run(PublishTask task, PodContext pod) throws IOException {
    if (pod.rank() > 0 && !task.everyRank()) {
      pod.say("rank %d leaves nothing: the model is that of rank 0", pod.rank());
      return new PublishResult(null, Map.of());
    }
    Path model = pod.path(PodPaths.MODEL);
    List<StoredFile> files = ModelFolder.files(model);
    ReportedMetrics metrics = MetricsFile.read(pod.path(PodPaths.METRICS));
    warn(metrics, pod);
    String digest = ArtifactManifest.digest(files);
    String folder = Layout.artifacts(task.namespace(), task.model()) + "/" + Digest.hex(digest);
    long bytes = files.stream().mapToLong(StoredFile::bytes).sum();
    var artifact = new Artifact(task.store().resolve(folder), digest, bytes);
    try (ObjectStore store = pod.store(artifact.uri(), task.store())) {
      if (store.exists(ArtifactManifest.NAME)) {
        pod.say("the store has this model already: %s", artifact.uri());
      } else {
        write(store, task, pod, artifact, files, metrics.last());
        pod.say("%d files, %,d bytes to %s", files.size(), bytes, artifact.uri());
      }
    }
    PublishResult result = fitting(artifact, metrics.last());
    Path published = pod.path(PodPaths.PUBLISHED);
    Files.createDirectories(published.getParent());
    Files.write(published, new byte[0]);
    task.discard().forEach(over -> discard(over, task, pod));
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

  private static void write(
      ObjectStore store,
      PublishTask task,
      PodContext pod,
      Artifact artifact,
      List<StoredFile> files,
      Map<String, Double> metrics)
      throws IOException {
    Path model = pod.path(PodPaths.MODEL);
    for (StoredFile file : files) {
      store.upload(model.resolve(file.path()), ArtifactManifest.FILES + "/" + file.path());
    }
    Path reported = pod.path(PodPaths.METRICS);
    if (Files.isRegularFile(reported)) {
      store.upload(reported, "metrics.jsonl");
    }
    String card =
        new ModelCard(task.model(), task.documentation(), artifact, task.lineage(), metrics, null)
            .markdown();
    store.write("README.md", card.getBytes(StandardCharsets.UTF_8));
    store.write(
        ArtifactManifest.NAME,
        JSON.writeValueAsBytes(new ArtifactManifest(artifact.digest(), files)));
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
  }

  /** As many metrics as the termination message has room for. */
  private static PublishResult fitting(Artifact artifact, Map<String, Double> metrics) {
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
