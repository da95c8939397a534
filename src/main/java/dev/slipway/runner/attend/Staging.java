package dev.slipway.runner.attend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.publish.ModelFolder;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StagedManifest;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Brings the model of a pod into a staging place of the store when the pod ends: a pod of another
 * operator has no container of ours that comes after the training. Of several ranks the first
 * leaves it.
 */
final class Staging implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final PodContext pod;
  private final ObjectStore store;
  private final String name;

  /** Makes known that this pod has begun. */
  Staging(AttendTask.Staging task, PodContext pod, InstantSource clock) {
    this.pod = pod;
    this.store = pod.store(task.uri(), task.store());
    this.name =
        String.format(
            Locale.ROOT,
            "%015d-%s",
            clock.millis(),
            pod.variables().getOrDefault("HOSTNAME", "pod"));
    store.write(StagedManifest.BEGUN + name, new byte[0]);
  }

  /** Uploads what there is, and then says so. */
  void leave() throws IOException {
    StagedManifest manifest;
    try {
      manifest = upload();
    } catch (RunnerException e) {
      manifest = new StagedManifest(List.of(), List.of(), e.failure());
    }
    store.write(StagedManifest.name(name), JSON.writeValueAsBytes(manifest));
    pod.say("%d files are staged for publish", manifest.model().size());
  }

  private StagedManifest upload() throws IOException {
    Path folder = pod.path(PodPaths.MODEL);
    var files = new ArrayList<>(ModelFolder.files(folder));
    for (StoredFile file : files) {
      store.upload(folder.resolve(file.path()), CheckpointManifest.content(file));
    }
    var work = new ArrayList<StoredFile>();
    Path beside = pod.path(PodPaths.WORK);
    for (Path file : List.of(pod.path(PodPaths.METRICS), pod.path(PodPaths.RESOURCES))) {
      if (Files.isRegularFile(file)) {
        StoredFile stored = StoredFile.of(beside.relativize(file).toString(), file);
        store.upload(file, CheckpointManifest.content(stored));
        work.add(stored);
      }
    }
    return new StagedManifest(files, work, null);
  }

  @Override
  public void close() {
    store.close();
  }
}
