package dev.slipway.runner.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A snapshot, or a fold of it, on its way from the store into a folder. */
final class IncomingSnapshot {
  /** Sees to it that there is room before anything is downloaded. */
  @FunctionalInterface
  interface Room {
    /** So many bytes will be written. */
    void need(long bytes) throws IOException;
  }

  private final ObjectStore store;
  private final Item item;
  private final PodContext pod;

  IncomingSnapshot(ObjectStore store, Item item, PodContext pod) {
    this.store = store;
    this.item = item;
    this.pod = pod;
  }

  /** Brings it, verified. */
  Fetched bring(Path to, Room room) throws IOException {
    byte[] text = Published.read(store, SnapshotManifest.NAME, item, "snapshot");
    SnapshotManifest manifest = Published.parse(text, SnapshotManifest.class, item);
    Published.expect(item, manifest.digest(), "its manifest is of");
    // rows that were set aside are for people to look at
    Fold fold = item.fold();
    List<StoredFile> files =
        manifest.files().stream()
            .filter(file -> !file.path().startsWith("quarantine/"))
            .filter(file -> fold == null || FoldedSnapshot.needs(file))
            .toList();
    long bytes = StoredFile.total(files);
    long blocks = files.stream().mapToLong(file -> Folders.blocks(file.bytes())).sum();
    // a fold is written beside the rows that it is made of
    room.need(Folders.blocks(text.length) + (fold == null ? blocks : 2 * blocks));
    var incoming = new Incoming(store, item, to);
    incoming.bring("", files);
    incoming.keep(SnapshotManifest.NAME, text);
    String digest =
        SnapshotManifest.digest(
            manifest.content(),
            Published.parse(incoming.read("schema.json"), JsonNode.class, item),
            Published.parse(incoming.read("recipe.json"), JsonNode.class, item),
            manifest.splits(),
            manifest.sources());
    Published.expect(item, digest, "its rows, schema, recipe, splits and sources give");
    if (fold != null) {
      var schema = Published.parse(incoming.read("schema.json"), SnapshotSchema.class, item);
      Map<String, Long> rows =
          new FoldedSnapshot(item, fold, incoming.folder(), manifest, schema).make(pod);
      pod.say("fold %d of %d: rows %s", fold.index(), fold.of(), rows);
    }
    incoming.settle();
    return new Fetched(files.size() + 1L, bytes + text.length);
  }
}
