package dev.slipway.runner.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoreException;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * {@code runner fetch}: brings things of the store into the pod; what does not verify stays out.
 */
@Command(name = "fetch", description = "Brings snapshots and models into the pod, verified.")
public final class FetchCommand extends TaskCommand<FetchTask, Fetched> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

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
    try (ObjectStore store = pod.store(item.uri(), task.store())) {
      if (item.kind() == FetchTask.Kind.STAGED) {
        return new Staged(store, item, pod).bring();
      }
      var incoming = new Incoming(store, item, to);
      return switch (item.kind()) {
        case SNAPSHOT -> snapshot(store, item, incoming, pod);
        case MODEL -> model(store, item, incoming);
        case CHECKPOINT -> checkpoint(store, incoming, pod);
        case FILE, STAGED -> throw new IllegalStateException(item.kind() + " is brought apart");
      };
    }
  }

  private static Fetched snapshot(ObjectStore store, Item item, Incoming incoming, PodContext pod)
      throws IOException {
    byte[] text = read(store, SnapshotManifest.NAME, item, "snapshot");
    SnapshotManifest manifest = parse(text, SnapshotManifest.class, item);
    expect(item, manifest.digest(), "its manifest is of");
    // rows that were set aside are for people to look at
    Fold fold = item.fold();
    List<StoredFile> files =
        manifest.files().stream()
            .filter(file -> !file.path().startsWith("quarantine/"))
            .filter(file -> fold == null || FoldedSnapshot.needs(file))
            .toList();
    incoming.bring("", files);
    incoming.keep(SnapshotManifest.NAME, text);
    String digest =
        SnapshotManifest.digest(
            manifest.content(),
            parse(incoming.read("schema.json"), JsonNode.class, item),
            parse(incoming.read("recipe.json"), JsonNode.class, item),
            manifest.splits(),
            manifest.sources());
    expect(item, digest, "its rows, schema, recipe, splits and sources give");
    if (fold != null) {
      var schema = parse(incoming.read("schema.json"), SnapshotSchema.class, item);
      Map<String, Long> rows =
          new FoldedSnapshot(item, fold, incoming.folder(), manifest, schema).make(pod);
      pod.say("fold %d of %d: rows %s", fold.index(), fold.of(), rows);
    }
    incoming.settle();
    return new Fetched(files.size() + 1L, bytes(files) + text.length);
  }

  private static Fetched model(ObjectStore store, Item item, Incoming incoming) throws IOException {
    byte[] text = read(store, ArtifactManifest.NAME, item, "model");
    ArtifactManifest manifest = parse(text, ArtifactManifest.class, item);
    expect(item, ArtifactManifest.digest(manifest.files()), "its list of files gives");
    incoming.bring(ArtifactManifest.FILES + "/", manifest.files());
    incoming.settle();
    return new Fetched(manifest.files().size(), bytes(manifest.files()));
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

  private static byte[] read(ObjectStore store, String name, Item item, String what) {
    try {
      return store.read(name);
    } catch (StoreException e) {
      if (e.reason().equals(StoreException.NOT_FOUND)) {
        throw new RunnerException(
            "NotFound", "there is no " + what + " at " + item.uri() + ": no " + name, false);
      }
      throw e;
    }
  }

  private static <T> T parse(byte[] text, Class<T> type, Item item) {
    try {
      return JSON.readValue(text, type);
    } catch (IOException e) {
      throw Incoming.mismatch(item, "one of its files is no JSON: " + e.getMessage());
    }
  }

  private static void expect(Item item, String digest, String what) {
    if (!item.digest().equals(digest)) {
      throw Incoming.mismatch(item, what + " " + digest);
    }
  }

  private static long bytes(List<StoredFile> files) {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
