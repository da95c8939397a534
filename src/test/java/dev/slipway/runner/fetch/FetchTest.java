package dev.slipway.runner.fetch;

import static dev.slipway.runner.fetch.PublishedSnapshot.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.FetchTask.Kind;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.Digest;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.StoreSettings;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is brought is what was published, or nothing is. */
@NullUnmarked
class FetchTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = "pvc://store/models/ns/m/1";
  private static final String SNAPSHOT = "pvc://store/datasets/ns/d/1";

  @TempDir Path root;
  private String model;
  private String snapshot;

  @BeforeEach
  void publish() throws IOException {
    model = artifact(Map.of("model.bin", "weights", "deep/settings.json", "{}"));
    snapshot = PublishedSnapshot.publish(store(SNAPSHOT));
  }

  private Path store(String uri) {
    return root.resolve("slipway/volumes").resolve(uri.substring("pvc://".length()));
  }

  private String artifact(Map<String, String> contents) throws IOException {
    var files = new java.util.ArrayList<StoredFile>();
    for (var entry : new TreeMap<>(contents).entrySet()) {
      files.add(put(store(MODEL).resolve("files"), entry.getKey(), entry.getValue()));
    }
    String digest = ArtifactManifest.digest(files);
    put(
        store(MODEL),
        "artifact.json",
        JSON.writeValueAsString(new ArtifactManifest(digest, files)));
    return digest;
  }

  private String run(Item... items) throws IOException {
    var variables = new HashMap<String, String>();
    variables.put(
        PodPaths.TASK,
        JSON.writeValueAsString(
            new FetchTask(
                List.of(items), new StoreSettings("pvc://store", null, null, "us-east-1"))));
    new FetchCommand(
            new PodContext(variables, root, new PrintStream(OutputStream.nullOutputStream())))
        .call();
    return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
  }

  private Failure failure(Item... items) throws IOException {
    String message = run(items);
    return TerminationMessage.failure(message).orElseThrow(() -> new AssertionError(message));
  }

  private Item model(String digest) {
    return new Item(Kind.MODEL, MODEL, digest, PodPaths.MODEL);
  }

  private Item snapshot(String digest) {
    return new Item(Kind.SNAPSHOT, SNAPSHOT, digest, PodPaths.DATA);
  }

  @Test
  void bringsWhatWasPublished() throws IOException {
    String message = run(model(model), snapshot(snapshot));
    assertThat(message).isEqualTo("{\"result\":{\"files\":8,\"bytes\":" + bytes() + "}}");
    assertThat(root.resolve("slipway/model/model.bin")).hasContent("weights");
    assertThat(root.resolve("slipway/model/deep/settings.json")).hasContent("{}");
    assertThat(root.resolve("slipway/data/train/train.parquet")).hasContent("rows");
    assertThat(root.resolve("slipway/data/manifest.json")).exists();
    assertThat(root.resolve("slipway/data/quarantine")).doesNotExist();
    assertThat(root.resolve("slipway/data/.incoming")).doesNotExist();
    assertThat(run(model(model), snapshot(snapshot))).isEqualTo(message);
  }

  private long bytes() throws IOException {
    long bytes = 7 + 2 + Files.size(store(SNAPSHOT).resolve("manifest.json"));
    for (StoredFile file :
        JSON.readValue(store(SNAPSHOT).resolve("manifest.json").toFile(), SnapshotManifest.class)
            .files()) {
      bytes += file.path().startsWith("quarantine/") ? 0 : file.bytes();
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"files/model.bin", "files/deep/settings.json", "artifact.json"})
  void aModelThatWasChangedIsRefused(String path) throws IOException {
    Path file = store(MODEL).resolve(path);
    Files.writeString(file, Files.readString(file).replaceFirst("[a-f{]", "0"));
    Failure failure = failure(model(model));
    assertThat(failure.reason()).isEqualTo("DigestMismatch");
    assertThat(failure.message()).contains(MODEL).contains(model);
    assertThat(failure.retryable()).isFalse();
    assertThat(root.resolve("slipway/model/model.bin")).doesNotExist();
  }

  @Test
  void anotherModelOfTheSameKindIsRefused() throws IOException {
    artifact(Map.of("model.bin", "other weights"));
    assertThat(failure(model(model)).reason()).isEqualTo("DigestMismatch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train/train.parquet",
        "test/test.parquet",
        "schema.json",
        "recipe.json",
        "profile.json",
        "manifest.json"
      })
  void aSnapshotThatWasChangedIsRefused(String path) throws IOException {
    Path file = store(SNAPSHOT).resolve(path);
    Files.writeString(file, Files.readString(file).replaceFirst("[a-z]", "X").replace("{}", "[]"));
    assertThat(failure(snapshot(snapshot)).reason()).isEqualTo("DigestMismatch");
    assertThat(root.resolve("slipway/data/manifest.json")).doesNotExist();
    assertThat(root.resolve("slipway/data/train")).doesNotExist();
  }

  @Test
  void aSchemaThatWasChangedTogetherWithTheManifestIsRefused() throws IOException {
    Path file = store(SNAPSHOT).resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) JSON.readTree(file.toFile());
    StoredFile other = put(store(SNAPSHOT), "schema.json", "{\"columns\":[],\"label\":\"x\"}");
    for (JsonNode entry : manifest.get("files")) {
      if (entry.get("path").asText().equals("schema.json")) {
        ((ObjectNode) entry).put("sha256", other.sha256());
      }
    }
    Files.writeString(file, manifest.toString());
    Failure failure = failure(snapshot(snapshot));
    assertThat(failure.reason()).isEqualTo("DigestMismatch");
    assertThat(failure.message()).contains("schema, recipe, splits and sources give");
  }

  @Test
  void filesThatLeadOutOfTheFolderAreRefused() throws IOException {
    var files = List.of(put(store(MODEL).resolve("files"), "../../../evil", "x"));
    String digest = ArtifactManifest.digest(files);
    put(
        store(MODEL),
        "artifact.json",
        JSON.writeValueAsString(new ArtifactManifest(digest, files)));
    Failure failure = failure(model(digest));
    assertThat(failure.message()).contains("leads out of its folder");
    assertThat(root.resolve("slipway/evil")).doesNotExist();
  }

  @Test
  void whatIsNotThereIsTold() throws IOException {
    Files.delete(store(MODEL).resolve("artifact.json"));
    Failure failure = failure(model(model));
    assertThat(failure.reason()).isEqualTo("NotFound");
    assertThat(failure.message()).isEqualTo("there is no model at " + MODEL + ": no artifact.json");
    Files.delete(store(SNAPSHOT).resolve("train/train.parquet"));
    assertThat(failure(snapshot(snapshot)).reason()).isEqualTo("NotFound");
  }

  @Test
  void aSingleFileMayBeMissing() throws IOException {
    var there = new Item(Kind.FILE, SNAPSHOT + "/profile.json", "", PodPaths.BASELINE);
    var missing = new Item(Kind.FILE, SNAPSHOT + "/nope.json", "", PodPaths.PREDICTIONS);
    assertThat(run(there, missing)).contains("\"files\":1");
    assertThat(root.resolve("slipway/baseline/profile.json")).hasContent("{}");
    assertThat(root.resolve("slipway/baseline/predictions.json")).doesNotExist();
    assertThat(Digest.hex(model)).hasSize(64);
  }
}
