package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.SETTINGS;
import static dev.slipway.trainingjob.Fixtures.START;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.Queue;
import dev.slipway.api.Snapshot;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Ranks;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusBuilder;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingJobTemplateTest {
  private static final String EVERYTHING =
      """
      metadata:
        labels: {team: pricing, slipway.dev/run: mine}
        annotations: {note: kept}
      spec:
        serviceAccountName: trainer
        nodeSelector: {gpu: "true"}
        securityContext: {runAsUser: 1000, fsGroup: 2000}
        initContainers:
        - {name: warm, image: "warm:1"}
        containers:
        - name: train
          image: train:1
          command: [python, train.py, --out, $(SLIPWAY_MODEL)]
          env: [{name: OUT, value: $(SLIPWAY_MODEL)/best}]
          resources: {limits: {nvidia.com/gpu: "1", memory: 4Gi}}
          volumeMounts: [{name: cache, mountPath: /cache}]
        - name: tracker
          image: tracker:1
          securityContext: {privileged: true}
        volumes:
        - {name: cache, emptyDir: {}}
      """;

  @Test
  void addsWhatTheContractPromises() {
    Golden.assertYaml(
        job(
            spec("rides", EVERYTHING, Map.of("trees", "200", "rate", "$(HOME) costs $5"), null),
            snapshot("one", "2026-11-20T09:30:00Z")),
        "trainingjob/everything.yaml");
  }

  @Test
  void readsTheSnapshotFromAClaimThatIsShared() {
    TrainingJobSpec spec =
        Fixtures.with(
            spec("rides", Fixtures.TEMPLATE, Map.of(), null),
            s -> s.cache(new SnapshotCache("snapshots", "24h")));
    Golden.assertYaml(
        job(spec, snapshot("one", "2026-11-20T09:30:00Z")), "trainingjob/cached.yaml");
  }

  @Test
  void noContainerOfTheUserCanChangeWhatIsShared() {
    TrainingJobSpec spec =
        Fixtures.with(
            spec("rides", EVERYTHING, Map.of(), null),
            s -> s.cache(new SnapshotCache("snapshots", null)));
    var pod = job(spec, snapshot("one", "2026-11-20T09:30:00Z")).getSpec().getTemplate().getSpec();
    for (Container container : pod.getInitContainers()) {
      if (List.of("warm", "tracker", "train").contains(container.getName())) {
        assertThat(container.getVolumeMounts())
            .filteredOn(mount -> mount.getName().equals("claim-snapshots"))
            .extracting(
                VolumeMount::getMountPath, VolumeMount::getReadOnly, VolumeMount::getSubPath)
            .containsExactly(
                tuple(
                    "/slipway/data",
                    true,
                    "snapshots/7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed/data"));
      }
    }
    assertThat(pod.getVolumes())
        .extracting(Volume::getName)
        .contains("claim-snapshots")
        .doesNotContain("slipway-data");
  }

  @Test
  void aSnapshotMayBeSharedInTheClaimOfTheStore() {
    TrainingJobSpec spec =
        Fixtures.with(spec("rides"), s -> s.cache(new SnapshotCache("slipway-store", null)));
    var pod = job(spec, snapshot("one", "2026-11-20T09:30:00Z")).getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .extracting(Volume::getName)
        .containsExactly("claim-slipway-store");
    assertThat(pod.getInitContainers().getFirst().getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .doesNotHaveDuplicates();
  }

  @Test
  void withoutASnapshotNothingIsShared() {
    TrainingJobSpec spec =
        Fixtures.with(spec(null), s -> s.cache(new SnapshotCache("snapshots", null)));
    assertThat(job(spec, null).getSpec().getTemplate().getSpec().getVolumes())
        .extracting(Volume::getName)
        .doesNotContain("claim-snapshots");
  }

  @Test
  void leavesOutWhatIsNotNeeded() {
    Golden.assertYaml(
        job(spec(null, Fixtures.TEMPLATE, Map.of(), null), null), "trainingjob/least.yaml");
  }

  @Test
  void keepsCheckpointsAndBringsTheLastOneBack() {
    TrainingJob tj =
        Fixtures.job(
            Fixtures.with(
                spec(null, Fixtures.TEMPLATE, Map.of(), null),
                spec -> spec.checkpoint(new TrainingJobSpec.Checkpoints("/out", "5m"))));
    Run second =
        TrainingJobStatusRunBuilder.builder(Runs.first(tj, "Created", null, draft(tj), START))
            .attempt(2)
            .build();
    Golden.assertYaml(job(tj, second), "trainingjob/checkpoint.yaml");
  }

  @Test
  void aFirstAttemptHasNothingToBringBack() {
    TrainingJobSpec spec =
        Fixtures.with(
            spec(null),
            checkpointed -> checkpointed.checkpoint(new TrainingJobSpec.Checkpoints(null, null)));
    assertThat(job(spec, null).getSpec().getTemplate().getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("attend", "train");
  }

  @Test
  void aQueueDecidesWhenItRunsAndMayLetItRunAgain() {
    Golden.assertYaml(
        job(
            Fixtures.with(
                spec(null, Fixtures.TEMPLATE, Map.of(), null),
                spec ->
                    spec.queue(new Queue("team", "high", "1h30m"))
                        .nodes(3)
                        .minNodes(2)
                        .checkpoint(new TrainingJobSpec.Checkpoints("/out", "5m"))),
            null),
        "trainingjob/queued.yaml");
  }

  @Test
  void aQueueWantsNoMoreThanItsName() {
    Job job = job(Queueing.spec("team"), null);
    assertThat(job.getSpec().getSuspend()).isTrue();
    assertThat(job.getMetadata().getLabels())
        .containsEntry("kueue.x-k8s.io/queue-name", "team")
        .doesNotContainKeys(
            "kueue.x-k8s.io/priority-class", "kueue.x-k8s.io/max-exec-time-seconds");
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .as("Kueue may manage pods too: it must not see these twice")
        .doesNotContainKey("kueue.x-k8s.io/queue-name");
  }

  @Test
  void severalPodsFindEachOther() {
    Golden.assertYaml(
        job(
            Fixtures.with(
                spec("rides", EVERYTHING, Map.of(), null),
                spec -> spec.nodes(3).processesPerNode(2)),
            snapshot("one", "2026-11-20T09:30:00Z")),
        "trainingjob/several.yaml");
    TrainingJob tj = Fixtures.job(Fixtures.with(spec(null), spec -> spec.nodes(3)));
    Golden.assertYaml(GangTemplate.service(tj).orElseThrow(), "trainingjob/service.yaml");
    assertThat(GangTemplate.service(Fixtures.job(spec(null)))).isEmpty();
  }

  @Test
  void namesLeaveRoomForTheLastRank() {
    TrainingJob tj = Fixtures.job(Fixtures.with(spec(null), spec -> spec.nodes(512)));
    tj.getMetadata().setName("a-name-of-a-training-job-that-is-as-long-as-a-label-may-be-63-c");
    Run run = Runs.first(tj, "Created", null, draft(tj), START);
    assertThat(GangTemplate.host(tj, run, 511).split("\\."))
        .hasSize(2)
        .allSatisfy(label -> assertThat(label).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void anElasticTrainingSparesPods() {
    var job = job(Fixtures.with(spec(null), spec -> spec.nodes(4).minNodes(2)), null).getSpec();
    assertThat(job.getBackoffLimit()).isNull();
    assertThat(job.getBackoffLimitPerIndex()).isEqualTo(2);
    assertThat(job.getSuccessPolicy().getRules().getFirst().getSucceededIndexes()).isEqualTo("0");
    assertThat(job.getPodFailurePolicy().getRules())
        .extracting(rule -> rule.getAction())
        .containsExactly("Ignore");
    assertThat(job.getTemplate().getSpec().getInitContainers().getLast().getEnv())
        .filteredOn(variable -> variable.getName().startsWith("PET_"))
        .extracting(EnvVar::getName, EnvVar::getValue)
        .contains(tuple("PET_NNODES", "2:4"), tuple("PET_RDZV_BACKEND", "c10d"))
        .doesNotContain(tuple("PET_NODE_RANK", null));
  }

  @ParameterizedTest(name = "success {0}, failure {1}")
  @CsvSource({
    "All,Any,0,,,",
    "RankZero,Any,0,,0,",
    "RankZero,RankZero,,0,0,",
    "Any,Any,0,,,1",
    "Any,All,,0,,1",
  })
  void whoseEndIsThatOfAll(
      Ranks success,
      Ranks failure,
      @Nullable Integer backoff,
      @Nullable Integer perIndex,
      @Nullable String indexes,
      @Nullable Integer count) {
    var job =
        job(
                Fixtures.with(
                    spec(null),
                    spec ->
                        spec.nodes(2).completion(new TrainingJobSpec.Completion(success, failure))),
                null)
            .getSpec();
    assertThat(job.getBackoffLimit()).isEqualTo(backoff);
    assertThat(job.getBackoffLimitPerIndex()).isEqualTo(perIndex);
    if (indexes == null && count == null) {
      assertThat(job.getSuccessPolicy()).isNull();
    } else {
      var rule = job.getSuccessPolicy().getRules().getFirst();
      assertThat(rule.getSucceededIndexes()).isEqualTo(indexes);
      assertThat(rule.getSucceededCount()).isEqualTo(count);
    }
  }

  @Test
  void runsInOrder() {
    var pod =
        job(spec("rides", EVERYTHING, Map.of(), null), snapshot("one", "2026-11-20T09:30:00Z"))
            .getSpec()
            .getTemplate()
            .getSpec();
    assertThat(pod.getInitContainers())
        .extracting(Container::getName)
        .containsExactly("fetch", "warm", "tracker", "attend", "train");
    assertThat(pod.getInitContainers())
        .extracting(Container::getRestartPolicy)
        .containsExactly(null, null, "Always", "Always", null);
    assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("publish");
  }

  @Test
  void variablesOfTheUserMayReferToOurs() {
    List<String> names =
        job(spec(null, EVERYTHING, Map.of(), null), null)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getInitContainers()
            .getLast()
            .getEnv()
            .stream()
            .map(EnvVar::getName)
            .toList();
    assertThat(names.indexOf("SLIPWAY_MODEL")).isNotNegative().isLessThan(names.indexOf("OUT"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {containers: []} | has no container",
        "spec: {containers: [{name: a, image: i}], restartPolicy: OnFailure} | restartPolicy",
        "spec: {containers: [{name: publish, image: i}]} | has a name that Slipway uses",
        "spec: {containers: [{name: a}]} | needs a name and an image",
        "spec: {containers: [{name: a, image: i, comand: [b]}]} | spec.containers[0].comand is not a field",
        "spec: {containers: [{name: a, image: i, command: b}]} | spec.containers[0].command should be a list",
      })
  void saysWhatIsWrongWithATemplate(String template, String words) {
    assertThat(UserTemplate.of(Fixtures.yaml(template)))
        .isInstanceOfSatisfying(
            UserTemplate.Invalid.class, invalid -> assertThat(invalid.message()).contains(words));
  }

  private static Job job(TrainingJobSpec spec, @Nullable Snapshot snapshot) {
    TrainingJob tj = Fixtures.job(spec);
    return job(tj, Runs.first(tj, "Created", snapshot, draft(tj), START));
  }

  private static Job job(TrainingJob tj, Run run) {
    return TrainingJobTemplate.job(
        tj, run, (UserTemplate.Usable) UserTemplate.of(tj.getSpec().template()), SETTINGS, null);
  }

  private static StatusDraft draft(TrainingJob tj) {
    return new StatusDraft(tj, TrainingJobStatusBuilder.builder().build(), START);
  }
}
