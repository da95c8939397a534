package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the library is told of an object store. */
@NullUnmarked
class BucketAddressTest {
  private static Map<String, String> settings(
      String uri, String endpoint, String region, Map<String, String> credentials) {
    BucketAddress address = BucketAddress.of(uri);
    assertThat(address).isNotNull();
    return address.settings(endpoint, region, credentials, false);
  }

  @Test
  void s3() {
    assertThat(
            settings(
                "s3://lake/rides/*.csv",
                "http://minio:9000",
                "eu-1",
                Map.of("accessKeyId", "a", "secretAccessKey", "b", "sessionToken", "c")))
        .isEqualTo(
            Map.of(
                "root", "/",
                "bucket", "lake",
                "endpoint", "http://minio:9000",
                "region", "eu-1",
                "access_key_id", "a",
                "secret_access_key", "b",
                "session_token", "c"));
  }

  @Test
  void publicBucketsAreReadWithoutCredentials() {
    for (String uri : new String[] {"s3://lake/x", "gs://lake/x"}) {
      assertThat(BucketAddress.of(uri).settings(null, null, Map.of(), true))
          .containsEntry("bucket", "lake")
          .containsEntry("allow_anonymous", "true")
          .containsEntry("disable_vm_metadata", "true")
          .containsEntry("disable_ec2_metadata", "true");
    }
  }

  @Test
  void withoutCredentialsTheMachinesOwnAreUsed() {
    assertThat(settings("s3://lake/x", null, null, Map.of()))
        .isEqualTo(Map.of("root", "/", "bucket", "lake", "region", "us-east-1"));
    assertThat(settings("gs://lake/x", null, null, Map.of()))
        .isEqualTo(Map.of("root", "/", "bucket", "lake"));
  }

  @Test
  void gcs() {
    assertThat(settings("gs://lake/x", "http://gcs:1", null, Map.of("serviceAccountKey", "{}")))
        .isEqualTo(
            Map.of(
                "root", "/", "bucket", "lake", "endpoint", "http://gcs:1", "credential", "e30="));
  }

  @Test
  void azure() {
    assertThat(
            settings(
                "azblob://box/x", null, null, Map.of("accountName", "acc", "accountKey", "key")))
        .isEqualTo(
            Map.of(
                "root", "/",
                "container", "box",
                "endpoint", "https://acc.blob.core.windows.net",
                "account_name", "acc",
                "account_key", "key"));
    assertThat(
            settings(
                "azblob://box/x",
                "http://azurite:1/acc",
                null,
                Map.of("accountName", "acc", "sasToken", "?sv=1&sig=2")))
        .containsEntry("sas_token", "sv=1&sig=2")
        .containsEntry("endpoint", "http://azurite:1/acc")
        .doesNotContainKey("account_key");
  }

  @ParameterizedTest
  @CsvSource({
    "'', accountName",
    "accountName=a, exactly one of accountKey and sasToken",
    "accountName=a accountKey=b sasToken=c, exactly one of accountKey and sasToken",
    "accountKey=b, accountName"
  })
  void azureNeedsAnAccountAndOneKey(String credentials, String message) {
    var map = new HashMap<String, String>();
    for (String pair : credentials.split(" ")) {
      if (pair.contains("=")) {
        map.put(pair.split("=")[0], pair.split("=")[1]);
      }
    }
    assertThatThrownBy(() -> settings("azblob://box/x", null, null, map))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.FORBIDDEN))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://h/x", "pvc://claim/x", "s3a://b/x", "nonsense"})
  void otherAddressesAreNone(String uri) {
    assertThat(BucketAddress.of(uri)).isNull();
  }

  @Test
  void partsOfAnAddress() {
    assertThat(BucketAddress.of("gs://b")).isEqualTo(new BucketAddress("gs", "b", ""));
    assertThat(BucketAddress.of("s3://b/a/c.csv"))
        .isEqualTo(new BucketAddress("s3", "b", "a/c.csv"));
    assertThat(BucketAddress.of("s3://b/a").root()).isEqualTo("s3://b/");
  }
}
