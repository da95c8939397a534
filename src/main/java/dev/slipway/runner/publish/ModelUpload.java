package dev.slipway.runner.publish;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.card.ModelCard;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishTask;
import dev.slipway.runner.PodContext;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.Digest;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The model on its way into the store, with its metrics and its card. */
final class ModelUpload {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Brings it, where it is not there already. */
  static Artifact of(PublishTask task, PodContext pod, Map<String, Double> metrics)
      throws IOException {
    List<StoredFile> files = ModelFolder.files(pod.path(PodPaths.MODEL));
    String digest = ArtifactManifest.digest(files);
    String folder = Layout.artifacts(task.namespace(), task.model()) + "/" + Digest.hex(digest);
    long bytes = StoredFile.total(files);
    var artifact = new Artifact(task.store().resolve(folder), digest, bytes);
    try (ObjectStore store = pod.store(artifact.uri(), task.store())) {
      if (store.exists(ArtifactManifest.NAME)) {
        pod.say("the store has this model already: %s", artifact.uri());
      } else {
        write(store, task, pod, artifact, files, metrics);
        pod.say("%d files, %,d bytes to %s", files.size(), bytes, artifact.uri());
      }
    }
    return artifact;
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

  private ModelUpload() {}
}
