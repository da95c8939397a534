package dev.slipway.runner.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * {@code runner fetch}: brings things of the store into the pod; what does not verify stays out.
 */
@Command(name = "fetch", description = "Brings snapshots and models into the pod, verified.")
public final class FetchCommand extends TaskCommand<FetchTask, Fetched> {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * What was brought.
   *
   * @param files how many files
   * @param bytes how many bytes they have together
   */
  public record Fetched(long files, long bytes) {
    private Fetched plus(Fetched other) {
      return new Fetched(files + other.files, bytes + other.bytes);
    }
  }

  /** In a pod. */
  public FetchCommand(PodContext pod) {
    super(FetchTask.class, pod);
  }

  @Override
  protected Fetched run(FetchTask task, PodContext pod) throws IOException {
    var all = new Fetched(0, 0);
    for (Item item : task.items()) {
      long start = System.nanoTime();
      Fetched one = fetch(item, task, pod);
      all = all.plus(one);
      pod.say(
          "%s: %d files, %,d bytes from %s in %.1f s",
          item.to(), one.files(), one.bytes(), item.uri(), (System.nanoTime() - start) / 1e9);
    }
    return all;
  }

  private static Fetched fetch(Item item, FetchTask task, PodContext pod) throws IOException {
    Path to = pod.path(item.to());
    Fold fold = item.fold();
    if (fold != null) {
      FoldedSnapshot.check(item, fold);
    }
    if (item.kind() == FetchTask.Kind.FILE) {
      return file(item, task, pod, to);
    }
    Cache cache = item.cache();
    if (cache != null) {
      return cached(item, cache, task, pod);
    }
    try (ObjectStore store = pod.store(item.uri(), task.store())) {
      return switch (item.kind()) {
        case STAGED -> new Staged(store, item, pod).bring();
        case SNAPSHOT -> new IncomingSnapshot(store, item, pod).bring(to, bytes -> {});
        case MODEL -> model(store, item, new Incoming(store, item, to));
        case CHECKPOINT -> checkpoint(store, new Incoming(store, item, to), pod);
        case FILE -> throw new IllegalStateException(item.kind() + " is brought apart");
      };
    }
  }

  /** The store is not needed for what another pod has brought. */
  private static Fetched cached(Item item, Cache cache, FetchTask task, PodContext pod)
      throws IOException {
    try (var claim = ClaimCache.open(cache, pod)) {
      return claim.bring(
          (folder, room) -> {
            try (ObjectStore store = pod.store(item.uri(), task.store())) {
              return new IncomingSnapshot(store, item, pod).bring(folder, room);
            }
          });
    }
  }

  private static Fetched model(ObjectStore store, Item item, Incoming incoming) throws IOException {
    byte[] text = Published.read(store, ArtifactManifest.NAME, item, "model");
    ArtifactManifest manifest = Published.parse(text, ArtifactManifest.class, item);
    Published.expect(item, ArtifactManifest.digest(manifest.files()), "its list of files gives");
    incoming.bring(ArtifactManifest.FILES + "/", manifest.files());
    incoming.settle();
    return new Fetched(manifest.files().size(), StoredFile.total(manifest.files()));
  }

  /** The newest one that is whole and as it was written; an older one is better than none. */
  private static Fetched checkpoint(ObjectStore store, Incoming incoming, PodContext pod)
      throws IOException {
    List<String> newestFirst =
        store.list("").stream()
            .filter(name -> CheckpointManifest.number(name).isPresent())
            .sorted(Comparator.reverseOrder())
            .toList();
    for (String name : newestFirst) {
      try {
        CheckpointManifest manifest = JSON.readValue(store.read(name), CheckpointManifest.class);
        incoming.bring(manifest.files(), CheckpointManifest::content);
        incoming.settle();
        pod.say("resuming from checkpoint %d of %s", manifest.number(), manifest.savedAt());
        return new Fetched(manifest.files().size(), manifest.bytes());
      } catch (JsonProcessingException | RunnerException e) {
        pod.say("checkpoint %s is passed over: %s", name, e);
        incoming.begin();
      }
    }
    pod.say("there is no checkpoint to resume from");
    incoming.settle();
    return new Fetched(0, 0);
  }

  /** A file that may be missing; nobody knows its digest. */
  private static Fetched file(Item item, FetchTask task, PodContext pod, Path to)
      throws IOException {
    int slash = item.uri().lastIndexOf('/');
    String name = item.uri().substring(slash + 1);
    try (ObjectStore store = pod.store(item.uri().substring(0, slash), task.store())) {
      if (!store.exists(name)) {
        pod.say("%s is not there; going on without it", item.uri());
        return new Fetched(0, 0);
      }
      return new Fetched(1, Incoming.single(store, name, to));
    }
  }
}
