package dev.slipway.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.job.PodSettings;
import dev.slipway.store.StoreSettings;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
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

  private static final String TRANSFORMS =
      """
      sources:
      - {name: labels, uri: "s3://lake/labels.csv", credentials: {secretName: lake}}
      - {name: pets, uri: "pvc://pets/images/", format: Files}
      - {name: more, configMap: {name: more, key: more.csv}}
      steps:
      - {filter: id > 3}
      - from: pets
        transform:
          container:
            image: vectors:1
            imagePullPolicy: IfNotPresent
            command: [python, /app/vectors.py]
            args: [--out, $(SLIPWAY_OUTPUT)]
            env:
            - {name: SIZE, value: "32"}
            - {name: TOKEN, valueFrom: {secretKeyRef: {name: hub, key: token}}}
            resources: {requests: {cpu: 2}, limits: {memory: 2Gi, nvidia.com/gpu: 1}}
          imagePullSecrets: [{name: registry}]
      - {join: {source: pets, by: [path]}}
      - {transform: {container: {image: embed:1}, imagePullSecrets: [{name: registry}, {name: other}]}}
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
  void putsTheContainersOfTransformsBetweenItsOwn() {
    Job job = job(TRANSFORMS, new StoreSettings("s3://bucket/x", "s3", "http://s3:7070", "eu-1"));
    Golden.assertYaml(job, "dataset/transforms.yaml");
    var pod = job.getSpec().getTemplate().getSpec();
    assertThat(pod.getInitContainers())
        .extracting(Container::getName)
        .containsExactly("prepare-0", "transform-1", "prepare-1", "transform-3");
    assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("prepare");
  }

  /** What it gets of ours are folders of its own; only the first stage reads the sources. */
  @Test
  void aTransformSeesNeitherCredentialsNorClaims() {
    Job job = job(TRANSFORMS, new StoreSettings("s3://bucket/x", "s3", "http://s3:7070", "eu-1"));
    var pod = job.getSpec().getTemplate().getSpec();
    for (Container container : pod.getInitContainers()) {
      boolean first = container.getName().equals("prepare-0");
      boolean ours = container.getName().startsWith("prepare");
      assertThat(secrets(container).contains("lake")).as(container.getName()).isEqualTo(first);
      assertThat(secrets(container).contains("s3")).as(container.getName()).isEqualTo(ours);
      assertThat(
              container.getVolumeMounts().stream()
                  .anyMatch(m -> !m.getName().equals("slipway-scratch")))
          .as(container.getName())
          .isEqualTo(first);
      if (!ours) {
        assertThat(container.getVolumeMounts())
            .allSatisfy(mount -> assertThat(mount.getSubPath()).startsWith("prepare/"))
            .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
            .extracting(VolumeMount::getMountPath)
            .containsExactly("/slipway/output", "/tmp");
      }
    }
    assertThat(secrets(pod.getContainers().getFirst())).containsOnly("s3");
  }

  private static List<String> secrets(Container container) {
    return container.getEnv().stream()
        .filter(e -> e.getValueFrom() != null)
        .map(e -> e.getValueFrom().getSecretKeyRef().getName())
        .toList();
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
