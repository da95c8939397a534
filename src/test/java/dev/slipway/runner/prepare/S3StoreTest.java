package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot in a real S3 bucket. */
class S3StoreTest {
  private static final String SPEC =
      """
      sources:
      - {name: rows, uri: "pvc://sources/rows.csv"}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  @TempDir Path root;

  @Test
  void takesSnapshots() throws Exception {
    Files.createDirectories(root.resolve("s3/bucket"));
    var pod = new PreparePod(root).file("rows.csv", PrepareTest.flights(0, 500));
    try (S3Server server = S3Server.start(root.resolve("s3"))) {
      pod.store = server.settings("s3://bucket/slipway");
      Failure forbidden = pod.failure(SPEC);
      assertThat(forbidden.reason()).isIn("StoreForbidden", "StoreUnreachable");
      pod.variables.putAll(S3Server.CREDENTIALS);
      Snapshot snapshot = pod.prepare(SPEC);
      assertThat(snapshot.uri()).startsWith("s3://bucket/slipway/datasets/ns/flights/");
      try (ObjectStore store =
          ObjectStore.open(snapshot.uri(), pod.store, S3Server.CREDENTIALS, root)) {
        assertThat(store.list(""))
            .containsExactly(
                "manifest.json",
                "profile.json",
                "recipe.json",
                "report.html",
                "report.json",
                "schema.json",
                "test/test.parquet",
                "train/train.parquet");
      }
      assertThat(pod.prepare(SPEC)).isEqualTo(snapshot);
    }
    Failure gone = pod.failure(SPEC);
    assertThat(gone.reason()).isEqualTo("StoreUnreachable");
    assertThat(gone.retryable()).isTrue();
  }
}
