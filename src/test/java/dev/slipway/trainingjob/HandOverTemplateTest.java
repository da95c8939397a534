package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Snapshot;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatusBuilder;
import dev.slipway.engine.EngineCatalog;
import dev.slipway.engine.Engines;
import dev.slipway.store.Digest;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the contract is filled into jobs of other operators. */
class HandOverTemplateTest {
  static final Engines ENGINES = EngineCatalog.load(Path.of("config/engines"));
  private static final Snapshot SNAPSHOT = Fixtures.snapshot("one", "2026-11-20T09:30:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"job", "pytorchjob", "rayjob", "sparkapplication", "trainjob"})
  void fillsTheContractIn(String engine) {
    Golden.assertYaml(
        filled(sample(engine), SNAPSHOT, 1).job(), "trainingjob/hand-over/" + engine + ".yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job | train | docker.io/library/busybox:1.37",
        "pytorchjob | pytorch | registry.example.org/train-torch:1",
        "rayjob | ray-head | registry.example.org/ray-train:1",
        "sparkapplication | spark-kubernetes-driver |",
        "trainjob | node | registry.example.org/train-torch:1",
      })
  void knowsTheContainerThatLeavesTheModel(String engine, String name, @Nullable String image) {
    var trainer = filled(sample(engine), null, 1).trainer();
    assertThat(trainer.getName()).isEqualTo(name);
    assertThat(trainer.getImage()).isEqualTo(image);
  }

  @Test
  void everyAttemptLeavesItsModelInAPlaceOfItsOwn() {
    assertThat(json(filled(sample("job"), null, 1)))
        .contains("/staging/ml/fares/")
        .contains("/1\\");
    assertThat(json(filled(sample("job"), null, 2))).contains("/2\\").doesNotContain("/1\\");
  }

  @Test
  void whatTheUserWroteStays() {
    TrainingJobSpec spec =
        job(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {labels: {team: pricing, slipway.dev/run: mine}, annotations: {note: kept}}
            spec:
              parallelism: 3
              template:
                metadata: {labels: {app: x}, annotations: {a: b}}
                spec:
                  restartPolicy: OnFailure
                  terminationGracePeriodSeconds: 900
                  securityContext: {fsGroup: 2000}
                  initContainers: [{name: warm, image: "warm:1"}]
                  containers:
                  - {name: train, image: "train:1", env: [{name: OUT, value: $(SLIPWAY_MODEL)/best}]}
                  - {name: tracker, image: "tracker:1"}
            """);
    var filled = filled(spec, null, 1);
    assertThat(filled.graceSeconds()).isEqualTo(900);
    Golden.assertYaml(filled.job(), "trainingjob/hand-over/kept.yaml");
  }

  @Test
  void processesAreWatchedWhereTheyAreShared() {
    TrainingJobSpec spec =
        job(
            """
            apiVersion: batch/v1
            kind: Job
            spec:
              template:
                spec:
                  shareProcessNamespace: true
                  containers: [{name: train, image: "train:1"}]
            """);
    JsonNode pod = tree(filled(spec, null, 1)).at("/spec/template/spec");
    assertThat(pod.path("shareProcessNamespace").asBoolean()).isTrue();
    JsonNode attend = pod.at("/initContainers/0");
    assertThat(attend.path("name").asText()).isEqualTo("attend");
    assertThat(attend.at("/env/0/value").asText()).contains("staging", "\"resources\":true");
    assertThat(attend.path("volumeMounts"))
        .filteredOn(mount -> mount.path("name").asText().equals("slipway-work"))
        .as("it leaves what it has seen")
        .noneMatch(mount -> mount.path("readOnly").asBoolean())
        .isNotEmpty();
  }

  @Test
  void anOverlayOfTheUserIsAddedTo() {
    TrainingJobSpec spec =
        job(
            """
            apiVersion: trainer.kubeflow.org/v1alpha1
            kind: TrainJob
            spec:
              runtimeRef: {name: slipway-torch}
              trainer: {env: [{name: OUT, value: $(SLIPWAY_MODEL)/best}]}
              podSpecOverrides:
              - targetJobs: [{name: dataset-initializer}]
                serviceAccountName: reader
              - targetJobs: [{name: node}]
                nodeSelector: {gpu: "true"}
                containers: [{name: node, volumeMounts: [{name: cache, mountPath: /cache}]}]
                volumes: [{name: cache, emptyDir: {}}]
            """);
    JsonNode job = tree(filled(spec, null, 1));
    assertThat(job.at("/spec/podSpecOverrides")).hasSize(2);
    assertThat(job.at("/spec/podSpecOverrides/1/nodeSelector/gpu").asText()).isEqualTo("true");
    assertThat(job.at("/spec/podSpecOverrides/1/containers")).hasSize(1);
    assertThat(
            job.at("/spec/podSpecOverrides/1/containers/0/volumeMounts").findValuesAsText("name"))
        .contains("cache", "slipway-model");
    assertThat(job.at("/spec/podSpecOverrides/1/volumes").findValuesAsText("name"))
        .contains("cache", "slipway-model")
        .doesNotContain("slipway-parameters");
    assertThat(job.at("/spec/trainer/env").findValuesAsText("name"))
        .as("ours come first, so that the user's may refer to them")
        .startsWith("SLIPWAY_MODEL")
        .endsWith("OUT");
  }

  @Test
  void everyAttemptFindsItsCheckpoint() {
    assertThat(json(filled(sample("pytorchjob"), null, 1)))
        .as("its operator may make another pod within the attempt")
        .contains("\\\"kind\\\":\\\"CHECKPOINT\\\"");
    assertThat(json(filled(sample("rayjob"), null, 1)))
        .as("without checkpoints there are none to bring")
        .doesNotContain("CHECKPOINT\\\"");
  }

  @ParameterizedTest
  @CsvSource({
    "job, /spec/template/spec",
    "pytorchjob, /spec/pytorchReplicaSpecs/Worker/template/spec",
    "trainjob, /spec/podSpecOverrides/0"
  })
  void podsReadTheSnapshotFromAClaimThatIsShared(String engine, String at) {
    TrainingJobSpec spec =
        Fixtures.with(
            sample(engine), s -> s.dataset("rides").cache(new SnapshotCache("snapshots", "1h")));
    JsonNode pod = tree(filled(spec, SNAPSHOT, 1)).at(at);
    String copy = "snapshots/" + Digest.hex(SNAPSHOT.digest());
    assertThat(pod.get("volumes").findValuesAsText("name"))
        .contains("claim-snapshots")
        .doesNotContain("slipway-data");
    assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("subPath"))
        .containsExactly(copy + "/data");
    assertThat(pod.at("/initContainers/0/volumeMounts").findValuesAsText("mountPath"))
        .contains("/slipway/volumes/snapshots")
        .doesNotContain("/slipway/data");
    assertThat(pod.at("/initContainers/0/env").findValuesAsText("value").getFirst())
        .contains("pvc://snapshots/" + copy);
  }

  @Test
  void namesAreShortEnoughForWhatEnginesAddToThem() {
    TrainingJob tj = Fixtures.job(sample("rayjob"));
    tj.getMetadata().setName("a-name-that-is-as-long-as-people-like-them-to-be");
    assertThat(filled(tj, null, 1).job().getMetadata().getName())
        .hasSize(47)
        .startsWith("a-name-that-is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {template: {spec: {containers: [{name: attend, image: x}]}}} | container attend of /spec/template has a name that Slipway uses",
        "spec: {template: {spec: {containers: []}}} | /spec/template has no container",
        "spec: {template: {spec: {containers: [{image: x}]}}} | every container of /spec/template needs a name",
        "spec: {template: {spec: {container: []}}} | /spec/template is not a pod template: spec.container is not a field",
        "spec: {completions: 1} | nothing at /spec/template, the pod that leaves the model",
      })
  void refusesWhatCannotBeFilledIn(String spec, String message) {
    assertThat(of(job("apiVersion: batch/v1\nkind: Job\n" + spec)))
        .isInstanceOfSatisfying(
            HandOverTemplate.Invalid.class,
            invalid -> assertThat(invalid.message()).contains(message));
  }

  @Test
  void refusesAJobWithoutTheContainerThatWorks() {
    assertThat(
            of(
                job(
                    """
                    apiVersion: kubeflow.org/v1
                    kind: PyTorchJob
                    spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{name: train, image: x}]}}}}}
                    """)))
        .isInstanceOfSatisfying(
            HandOverTemplate.Invalid.class,
            invalid -> assertThat(invalid.message()).contains("no container of the name pytorch"));
  }

  @Test
  void theJobThatPublishesWaitsForWhatWasLeft() {
    TrainingJob tj = Fixtures.job(sample("pytorchjob"));
    var run = Runs.first(tj, "Created", SNAPSHOT, draft(tj), Fixtures.START);
    Golden.assertYaml(
        HandOverPublishTemplate.job(tj, run, filled(tj, SNAPSHOT, 1), Fixtures.SETTINGS),
        "trainingjob/hand-over/publish.yaml");
  }

  static TrainingJobSpec sample(String engine) {
    try {
      String text = Files.readString(Path.of("config/samples/hand-over", engine + ".yaml"));
      return Serialization.unmarshal(text, TrainingJob.class).getSpec();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrainingJobSpec job(String yaml) {
    return Fixtures.with(Fixtures.spec(null), spec -> spec.template(null).job(Fixtures.yaml(yaml)));
  }

  private static HandOverTemplate of(TrainingJobSpec spec) {
    TrainingJob tj = Fixtures.job(spec);
    return HandOverTemplate.of(
        tj,
        Runs.first(tj, "Created", null, draft(tj), Fixtures.START),
        ENGINES.of(java.util.Objects.requireNonNull(spec.job())).orElseThrow(),
        Fixtures.SETTINGS);
  }

  private static HandOverTemplate.Filled filled(
      TrainingJobSpec spec, @Nullable Snapshot snapshot, int attempt) {
    return filled(Fixtures.job(spec), snapshot, attempt);
  }

  static HandOverTemplate.Filled filled(TrainingJob tj, @Nullable Snapshot snapshot, int attempt) {
    var first = Runs.first(tj, "Created", snapshot, draft(tj), Fixtures.START);
    var run = Runs.with(first, attempt, 0, Runs.RUNNING, null, null, null);
    return (HandOverTemplate.Filled)
        HandOverTemplate.of(
            tj,
            run,
            ENGINES.of(java.util.Objects.requireNonNull(tj.getSpec().job())).orElseThrow(),
            Fixtures.SETTINGS);
  }

  private static StatusDraft draft(TrainingJob tj) {
    return new StatusDraft(tj, TrainingJobStatusBuilder.builder().build(), Fixtures.START);
  }

  private static JsonNode tree(HandOverTemplate.Filled filled) {
    return new JsonMapper().valueToTree(filled.job());
  }

  private static String json(HandOverTemplate.Filled filled) {
    return tree(filled).toString();
  }
}
