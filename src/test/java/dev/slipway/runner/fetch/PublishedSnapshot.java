package dev.slipway.runner.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Splits;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** A small snapshot as it lies in a store. */
final class PublishedSnapshot {
  private static final JsonMapper JSON = new JsonMapper();

  /** Writes it into a folder, and tells its digest. */
  static String publish(Path folder) throws IOException {
    JsonNode schema = JSON.readTree("{\"columns\":[],\"label\":null}");
    JsonNode recipe = JSON.readTree("{\"steps\":[{\"index\":0,\"fitted\":{\"x\":1.5}}]}");
    var splits = new Splits(Splits.By.Hash, List.of("id"), null, null, 0.8, null, 0.2, null, null);
    Map<String, String> content = Map.of("train", "aa", "test", "bb");
    String digest = SnapshotManifest.digest(content, schema, recipe, splits, List.of());
    List<StoredFile> files =
        List.of(
            put(folder, "train/train.parquet", "rows"),
            put(folder, "test/test.parquet", "more rows"),
            put(folder, "schema.json", schema.toString()),
            put(folder, "recipe.json", recipe.toString()),
            put(folder, "quarantine/quarantine.parquet", "rows that nobody trains on"),
            put(folder, "profile.json", "{}"));
    var manifest =
        new SnapshotManifest(
            digest,
            "d",
            "ns",
            Map.of("train", 8L, "test", 2L),
            content,
            "s",
            splits,
            null,
            List.of(),
            files,
            List.of(),
            "2026-11-20T10:00:00Z");
    put(folder, SnapshotManifest.NAME, JSON.writeValueAsString(manifest));
    return digest;
  }

  /** Writes a file below a folder. */
  static StoredFile put(Path folder, String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    byte[] bytes = content.getBytes(UTF_8);
    return new StoredFile(path, DigestUtils.sha256Hex(bytes), bytes.length);
  }

  private PublishedSnapshot() {}
}
