package dev.slipway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store on a claim's folder and on a real S3 server: the same behaviour on both. */
@NullUnmarked
class ObjectStoreTest {
  @TempDir static Path buckets;
  private static S3Server server;

  @TempDir Path root;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(buckets.resolve("data/bucket"));
    server = S3Server.start(buckets.resolve("data"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void mount() throws IOException {
    Files.createDirectories(root.resolve("slipway/volumes/claim"));
  }

  private ObjectStore open(String url) {
    return ObjectStore.open(url, server.settings(url), S3Server.CREDENTIALS, root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvc://claim/deep/root", "pvc://claim", "s3://bucket/deep/root"})
  void keepsFiles(String url) {
    try (ObjectStore store = open(url)) {
      String folder = "x" + url.hashCode() + "/";
      assertThat(store.list(folder)).isEmpty();
      assertThat(store.exists(folder + "a.txt")).isFalse();
      store.write(folder + "a.txt", "one".getBytes(UTF_8));
      store.write(folder + "b/ü ö+%.txt", "two".getBytes(UTF_8));
      store.write(folder + "b/c/empty", new byte[0]);
      store.write(folder.replace("/", "y/a.txt"), "beside".getBytes(UTF_8));
      assertThat(store.list(folder.substring(0, folder.length() - 1)))
          .containsExactly(folder + "a.txt", folder + "b/c/empty", folder + "b/ü ö+%.txt");
      assertThat(store.exists(folder + "a.txt")).isTrue();
      assertThat(store.exists(folder + "b")).isFalse();
      assertThat(store.size(folder + "a.txt")).isEqualTo(3);
      assertThat(store.read(folder + "b/ü ö+%.txt")).asString().isEqualTo("two");
      assertThat(store.read(folder + "b/c/empty")).isEmpty();
      store.write(folder + "a.txt", "other".getBytes(UTF_8));
      assertThat(store.read(folder + "a.txt")).asString().isEqualTo("other");
      store.delete(folder + "a.txt");
      store.delete(folder + "a.txt");
      assertThat(store.exists(folder + "a.txt")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvc://claim/big", "s3://bucket/big"})
  void bringsLargeFilesPieceByPiece(String url) throws IOException {
    byte[] content = new byte[2 * OpenDalStore.PIECE + 12_345];
    new Random(7).nextBytes(content);
    Path file = Files.write(root.resolve("large"), content);
    Path back = root.resolve("new/folder/back");
    try (ObjectStore store = open(url)) {
      store.upload(file, "large.bin");
      assertThat(store.size("large.bin")).isEqualTo(content.length);
      store.download("large.bin", back);
      assertThat(Files.mismatch(file, back)).isEqualTo(-1);
      try (InputStream in = store.stream("large.bin")) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvc://claim/x", "s3://bucket/x"})
  void saysWhatIsNotThere(String url) {
    try (ObjectStore store = open(url)) {
      assertThatThrownBy(() -> store.read("a/nope.txt"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(StoreException.NOT_FOUND);
                assertThat(e.retryable()).isFalse();
                assertThat(e.getMessage())
                    .startsWith("cannot read " + url + "/a/nope.txt: ")
                    .doesNotContain("\n");
              });
      assertThatThrownBy(() -> store.download("a/nope.txt", root.resolve("x")))
          .isInstanceOf(StoreException.class);
    }
  }

  @Test
  void saysWhatIsWrongWithAnS3Store() {
    Map<String, String> wrong =
        Map.of("AWS_ACCESS_KEY_ID", "access", "AWS_SECRET_ACCESS_KEY", "wrong");
    String url = "s3://bucket/x";
    try (ObjectStore store = ObjectStore.open(url, server.settings(url), wrong, root)) {
      assertFault(() -> store.read("a"), StoreException.FORBIDDEN, "check the store's credentials");
    }
    try (ObjectStore store = open("s3://no-bucket/x")) {
      assertFault(
          () -> store.write("a", new byte[1]), StoreException.INVALID, "there is no such bucket");
    }
    var nowhere = new StoreSettings(url, null, "http://127.0.0.1:1", "us-east-1");
    try (ObjectStore store = ObjectStore.open(url, nowhere, S3Server.CREDENTIALS, root)) {
      assertFault(() -> store.read("a"), StoreException.UNREACHABLE, "Connection refused");
    }
  }

  @Test
  void saysWhatIsWrongWithAPlace() {
    assertFault(() -> open("pvc://other/x"), StoreException.INVALID, "is not mounted");
    assertFault(() -> open("pvc://claim/../../x"), StoreException.INVALID, "leads out");
    assertFault(() -> open("https://example.org"), StoreException.INVALID, "write s3://");
  }

  @Test
  void aFileAppearsWholeOrNotAtAll() throws IOException {
    Path place = root.resolve("slipway/volumes/claim/x");
    try (ObjectStore store = open("pvc://claim/x")) {
      store.write("a", new byte[10]);
      assertThatThrownBy(() -> store.upload(root.resolve("nope"), "b"))
          .isInstanceOf(java.io.UncheckedIOException.class);
      assertThat(store.list("")).containsExactly("a");
      assertThat(place.resolve("a")).hasSize(10);
      assertThat(root.resolve("slipway/volumes/claim/.incomplete")).isEmptyDirectory();
    }
  }

  private static void assertFault(Runnable action, String reason, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.getMessage()).contains(message).doesNotContain("\n");
              assertThat(e.reason()).isEqualTo(reason);
            });
  }
}
