package dev.slipway.runner.fetch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StagedManifest;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The model and metrics that a pod of another operator has left. The operator may say that all is
 * well while the pod's sidecar still uploads, so they are waited for.
 */
final class Staged {
  private static final long LOOK_MILLIS = 500;
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  private final ObjectStore store;
  private final Item item;
  private final PodContext pod;

  Staged(ObjectStore store, Item item, PodContext pod) {
    this.store = store;
    this.item = item;
    this.pod = pod;
  }

  /** Brings the model into the item's folder, and what is beside it to its place. */
  Fetched bring() throws IOException {
    StagedManifest manifest = waited();
    Failure failure = manifest.failure();
    if (failure != null) {
      throw new RunnerException(failure.reason(), failure.message(), failure.retryable());
    }
    Fetched model = bring(manifest.model(), item.to());
    Fetched work = bring(manifest.work(), PodPaths.WORK);
    return new Fetched(model.files() + work.files(), model.bytes() + work.bytes());
  }

  private Fetched bring(List<StoredFile> files, String folder) throws IOException {
    var incoming = new Incoming(store, item, pod.path(folder));
    incoming.bring(files, CheckpointManifest::content);
    incoming.settle();
    return new Fetched(files.size(), StoredFile.total(files));
  }

  private StagedManifest waited() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(item.patienceSeconds());
    while (true) {
      Optional<String> last = last();
      if (last.isPresent() && store.exists(last.get())) {
        return JSON.readValue(store.read(last.get()), StagedManifest.class);
      }
      if (System.nanoTime() >= end) {
        throw new RunnerException(
            "NotStaged",
            last.isPresent()
                ? ("the pod that left the model last has not brought it into the store within %d s after the end:"
                        + " give its pod a longer terminationGracePeriodSeconds")
                    .formatted(item.patienceSeconds())
                : "no pod has left a model: the sidecar attend of the training pod has never begun",
            true);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + item.uri(), e);
      }
    }
  }

  /** The manifest of the pod that began last; it need not be there yet. */
  private Optional<String> last() {
    return store.list(StagedManifest.BEGUN).stream()
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .max(Comparator.naturalOrder())
        .map(StagedManifest::name);
  }
}
