package dev.slipway.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.job.PodSettings;
import dev.slipway.store.StoreSettings;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class DatasetTemplateTest {
  private static final String EVERYTHING =
      """
      sources:
      - {name: flights, uri: "https://example.org/flights.csv"}
      - {name: planes, uri: "pvc://planes/planes.csv"}
      - {name: old, uri: "pvc://store/old.csv"}
      - name: weather_nyc
        sql: {url: "jdbc:postgresql://weather/weather", query: "select '$(x)'"}
        credentials: {secretName: weather}
      - {name: lake, uri: "s3://lake/rides/*.parquet", credentials: {secretName: lake}}
      - {name: blobs, uri: "azblob://box/rides/", credentials: {secretName: box}}
      - {name: g, uri: "gs://lake/rides/", credentials: {secretName: google}}
      - {name: web, uri: "https://example.org/a.csv", header: X-Token, credentials: {secretName: w}}
      - {name: more, configMap: {name: more, key: more.csv}}
      - {name: served, capture: {deployment: api}}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      resources: {cpu: "2", memory: 4Gi, scratch: 50Gi}
      """;
  private static final String LEAST =
      """
      sources:
      - {name: flights, uri: "https://example.org/flights.csv"}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  private static Dataset dataset(String name, String spec) {
    var dataset = new Dataset();
    dataset.setMetadata(
        new ObjectMetaBuilder().withName(name).withNamespace("ns").withUid("uid").build());
    dataset.setSpec(Serialization.unmarshal(spec, DatasetSpec.class));
    return dataset;
  }

  private static Job job(String spec, StoreSettings store) {
    Dataset dataset = dataset("flights", spec);
    String digest = "sha256:0123456789abcdef";
    return DatasetTemplate.job(
        dataset,
        new Preparation(
            2,
            3,
            DatasetTemplate.name(dataset, digest, 2, 3),
            digest,
            "SpecChanged",
            "2026-11-20T10:00:00Z",
            null,
            null),
        new PodSettings("slipway:1", store));
  }

  @Test
  void mountsWhatTheSourcesNeed() {
    Golden.assertYaml(
        job(EVERYTHING, new StoreSettings("pvc://store/x", null, null, "us-east-1")),
        "dataset/everything.yaml");
  }

  @Test
  void bringsTheCredentialsOfAnS3Store() {
    Golden.assertYaml(
        job(LEAST, new StoreSettings("s3://bucket/x", "s3", "http://s3:7070", "eu-1")),
        "dataset/least.yaml");
  }

  @Test
  void namesStayShortAndApart() {
    Dataset longest = dataset("d".repeat(63), LEAST);
    String one = DatasetTemplate.name(longest, "sha256:0123456789abcdef", 1, 1);
    String two = DatasetTemplate.name(longest, "sha256:0123456789abcdef", 1, 2);
    assertThat(one).hasSizeLessThanOrEqualTo(63).isNotEqualTo(two);
    assertThat(Preparations.jobs(longest, preparation(one, 2))).containsExactlyInAnyOrder(one, two);
  }

  private static Preparation preparation(String job, int attempt) {
    return new Preparation(
        1,
        attempt,
        job,
        "sha256:0123456789abcdef",
        "SpecChanged",
        "2026-11-20T10:00:00Z",
        null,
        null);
  }
}
