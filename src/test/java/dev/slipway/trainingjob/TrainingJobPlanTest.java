package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.SETTINGS;
import static dev.slipway.trainingjob.Fixtures.START;
import static dev.slipway.trainingjob.Fixtures.TEMPLATE;
import static dev.slipway.trainingjob.Fixtures.dataset;
import static dev.slipway.trainingjob.Fixtures.disrupted;
import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.ready;
import static dev.slipway.trainingjob.Fixtures.request;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static dev.slipway.trainingjob.Fixtures.unreachable;
import static dev.slipway.trainingjob.Fixtures.version;
import static dev.slipway.trainingjob.Fixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Documentation;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.apply.Refusal;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import dev.slipway.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingJobPlanTest {
  private static final String MORNING = "2026-11-20T09:30:00Z";

  @Test
  void makesAModel() {
    World world = new World(spec(null)).settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("False Pending");
    assertThat(world.condition("Reconciling")).isEqualTo("True Pending");
    world.newest(Fixtures::training).settle().newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.run().state()).isEqualTo("Succeeded");
    assertThat(world.run().metrics()).containsEntry("rmse", 3.5);
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::node, Attempt::message)
        .containsExactly(tuple("Succeeded", "node-1", Fixtures.SAID.strip()));
    assertThat(world.versions)
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.getMetadata().getName()).isEqualTo("fares-v1");
              assertThat(v.getMetadata().getLabels())
                  .containsEntry("slipway.dev/run", world.run().name());
              assertThat(v.getMetadata().getAnnotations())
                  .containsEntry("slipway.dev/inputs", world.run().digest());
              assertThat(v.getSpec().lineage())
                  .extracting("imageId")
                  .isEqualTo("train@sha256:1234");
            });
    // Job, status, ModelVersion, status: three Events (two Ready) come on top
    assertThat(world.writes()).isEqualTo(4);
  }

  @Test
  void waitsForItsDataset() {
    World world = new World(spec("rides")).settle();
    assertThat(world.ready()).isEqualTo("False DatasetNotFound");
    assertThat(world.condition("Stalled")).isEqualTo("True DatasetNotFound");
    world.dataset = dataset(null, Conditions.Summary.RECONCILING, "Preparing", null);
    world.settle();
    assertThat(world.condition("DatasetReady")).isEqualTo("False DatasetPending");
    assertThat(world.condition("Reconciling")).isEqualTo("True DatasetPending");
    world.dataset = dataset(null, Conditions.Summary.STALLED, "SourceUnreachable", null);
    world.settle();
    assertThat(world.ready()).isEqualTo("False DatasetFailed");
    assertThat(world.message()).contains("SourceUnreachable", "the message of SourceUnreachable");
    assertThat(world.created).isEmpty();
    world.dataset = ready(snapshot("one", MORNING));
    world.settle();
    assertThat(world.condition("DatasetReady")).isEqualTo("True SnapshotReady");
    assertThat(world.created).hasSize(1);
    assertThat(world.run().snapshot()).isEqualTo(snapshot("one", MORNING));
  }

  @Test
  void doesNotTrainOnASnapshotOfAnEarlierSpec() {
    World world = new World(spec("rides"));
    world.dataset = ready(snapshot("one", MORNING));
    world.dataset.getMetadata().setGeneration(2L);
    world.settle();
    assertThat(world.ready()).isEqualTo("False DatasetPending");
    assertThat(world.created).isEmpty();
  }

  static Stream<Arguments> edits() {
    TrainingJobSpec base = spec(null);
    return Stream.of(
        Arguments.of("parameters", spec(null, TEMPLATE, Map.of("trees", "300"), null), true),
        Arguments.of(
            "image",
            spec(null, TEMPLATE.replace("train:1", "train:2"), base.parameters(), null),
            true),
        Arguments.of(
            "documentation",
            same(base, new Documentation("p", null, null, null, null), base.retry(), null, null),
            false),
        Arguments.of("retry", same(base, null, null, base.deadlines(), null), false),
        Arguments.of("deadlines", same(base, null, base.retry(), null, null), false),
        Arguments.of(
            "validation",
            same(
                base,
                null,
                base.retry(),
                base.deadlines(),
                new dev.slipway.api.Validation(null, List.of(), null)),
            false),
        Arguments.of("suspend", Fixtures.suspended(base, false), false),
        Arguments.of("schedule", Fixtures.scheduled(null, "0 12 * * *", null), false),
        Arguments.of("time zone", Fixtures.scheduled(null, "0 12 * * *", "Europe/Berlin"), false),
        Arguments.of(
            "onSnapshot",
            Fixtures.triggered(base, new TrainingJobSpec.Triggers(true, null, null)),
            false),
        Arguments.of(
            "order of the template's keys",
            spec(
                null,
                "spec: {containers: [{image: 'train:1', name: train}]}",
                base.parameters(),
                null),
            false));
  }

  private static TrainingJobSpec same(
      TrainingJobSpec base,
      @org.jspecify.annotations.Nullable Documentation documentation,
      TrainingJobSpec.@org.jspecify.annotations.Nullable Retry retry,
      TrainingJobSpec.@org.jspecify.annotations.Nullable Deadlines deadlines,
      dev.slipway.api.@org.jspecify.annotations.Nullable Validation validation) {
    return Fixtures.with(
        base,
        spec ->
            spec.documentation(documentation)
                .dataset(null)
                .triggers(null)
                .retry(retry)
                .deadlines(deadlines)
                .validation(validation));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edits")
  void startsARunWhenTheModelWouldChange(String what, TrainingJobSpec spec, boolean starts) {
    World world = trained(spec(null)).edit(spec).settle();
    assertThat(world.created).hasSize(starts ? 2 : 1);
    assertThat(world.status().observedGeneration()).isEqualTo(2);
    assertThat(world.run().trigger()).isEqualTo(starts ? "Changed" : "Created");
    if (starts) {
      assertThat(world.status().history())
          .singleElement()
          .satisfies(run -> assertThat(run.modelVersion()).isEqualTo("fares-v1"));
      world.newest(Fixtures::succeeded).settle();
      assertThat(world.versions).hasSize(2);
      assertThat(world.run().modelVersion()).isEqualTo("fares-v2");
    }
  }

  @Test
  void whereTheSnapshotIsReadFromChangesNoModel() {
    TrainingJobSpec cached =
        Fixtures.with(spec("rides"), s -> s.cache(new SnapshotCache("snapshots", "24h")));
    World world = new World(spec("rides"));
    world.dataset = ready(snapshot("one", MORNING));
    world.settle().edit(cached).settle();
    assertThat(world.stopped).as("the attempt goes on").isEmpty();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    world
        .edit(Fixtures.with(cached, s -> s.cache(new SnapshotCache("others", null))))
        .settle()
        .edit(spec("rides"))
        .settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void reusesTheModelOfEqualInputs() {
    TrainingJobSpec first = spec(null);
    World world = trained(first).edit(spec(null, TEMPLATE, Map.of("trees", "300"), null)).settle();
    world.newest(Fixtures::succeeded).settle().edit(first).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.ready()).isEqualTo("True Reused");
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
    assertThat(world.status().lastVersion()).isEqualTo(2);

    // the TrainingJob is deleted, and created again
    World again = new World(first);
    again.versions.addAll(world.versions);
    again.settle();
    assertThat(again.created).isEmpty();
    assertThat(again.ready()).isEqualTo("True Reused");
    assertThat(again.run().modelVersion()).isEqualTo("fares-v1");
  }

  @Test
  void staysDoneWhenItsJobsAreDeleted() {
    World world = trained(spec(null));
    world.jobs.clear();
    world.after("PT48H").settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void numbersVersionsAboveAllThatEverWere() {
    World world = trained(spec(null));
    world.versions.clear();
    world.versions.add(version("fares-v7", 7, null));
    world.edit(spec(null, TEMPLATE, Map.of(), null)).settle().newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v8");
    world.versions.clear();
    world.edit(spec(null, TEMPLATE, Map.of("a", "b"), null)).settle();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v9");
  }

  @Test
  void supersedesARunWhoseInputsChange() {
    World world = new World(spec(null)).settle();
    String first = world.created.getFirst();
    world.edit(spec(null, TEMPLATE, Map.of("trees", "1"), null)).settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.stopped).containsExactly(first);
    assertThat(world.status().history())
        .singleElement()
        .satisfies(run -> assertThat(run.reason()).isEqualTo("Superseded"));
    // and back again: attempts are numbered on, because the first Job has had the name
    world.edit(spec(null)).settle();
    assertThat(world.created.getLast()).endsWith("-a2");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.versions).hasSize(1);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        fate("AppError", true, job -> failed(job, "train", 1, "Error", "no such column")),
        fate("OOMKilled", false, job -> failed(job, "train", 137, "OOMKilled", "")),
        fate(
            "FetchFailed",
            true,
            job -> failed(job, "fetch", 1, "Error", failure("StoreUnreachable", true))),
        fate(
            "FetchFailed",
            false,
            job -> failed(job, "fetch", 1, "Error", failure("DigestMismatch", false))),
        fate("FetchFailed", true, job -> failed(job, "fetch", 137, "OOMKilled", "")),
        fate(
            "NoModel", false, job -> failed(job, "publish", 1, "Error", failure("NoModel", false))),
        fate(
            "PublishFailed",
            true,
            job -> failed(job, "publish", 1, "Error", failure("StoreUnreachable", true))),
        fate("PublishFailed", true, job -> Fixtures.succeeded(job, null)),
        fate("Preempted", true, job -> disrupted(job, "PreemptionByScheduler")),
        fate("Evicted", true, job -> disrupted(job, "EvictionByEvictionAPI")),
        fate("NodeLost", true, job -> disrupted(job, "DeletionByPodGC")),
        fate("StorageExceeded", false, Fixtures::overfull),
        fate("Deadline", false, TrainingJobPlanTest::pastDeadline));
  }

  @ParameterizedTest(name = "{0}, tried again: {1}")
  @MethodSource("failures")
  void saysWhyAnAttemptFailed(String reason, boolean retried, Function<Job, ObservedJob> fate) {
    World world = new World(spec(null)).settle().newest(fate).settle();
    assertThat(world.status().attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.reason()).isEqualTo(reason));
    assertThat(world.ready()).isEqualTo(retried ? "False Retrying" : "False " + reason);
    assertThat(world.run().state()).isEqualTo(retried ? "Retrying" : "Failed");
    assertThat(world.message()).isNotBlank();
    if (!retried) {
      world.after("PT48H").settle();
      assertThat(world.created).hasSize(1);
    }
  }

  @Test
  void triesAgainWithinItsBudgetAndLonger() {
    World world = new World(spec(null)).settle();
    world.newest(job -> failed(job, "train", 1, "Error", "boom")).settle();
    assertThat(world.again).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    assertThat(world.created).hasSize(1);
    world.after("PT10S").settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.status().phase()).isEqualTo("Pending");
    world.newest(job -> failed(job, "train", 1, "Error", "boom")).settle();
    assertThat(world.again).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(20));
    world.after("PT20S").settle().newest(job -> failed(job, "train", 3, "Error", "boom")).settle();
    assertThat(world.created).hasSize(3);
    assertThat(world.ready()).isEqualTo("False AppError");
    assertThat(world.condition("Stalled")).isEqualTo("True AppError");
    assertThat(world.message())
        .contains("attempt 3", "spec.retry.failures (2) is spent", "exited with code 3", "boom");
    assertThat(world.run().failures()).isEqualTo(3);
    assertThat(world.run().disruptions()).isZero();
    assertThat(world.status().attempts()).extracting(Attempt::exitCode).containsExactly(1, 1, 3);
    world.after("PT48H").settle();
    assertThat(world.created).hasSize(3);
  }

  @Test
  void disruptionsHaveABudgetOfTheirOwn() {
    World world = new World(spec(null)).settle();
    for (int i = 1; i <= 10; i++) {
      world.newest(job -> disrupted(job, "PreemptionByScheduler")).settle();
      assertThat(world.run().disruptions()).isEqualTo(i);
      assertThat(world.message()).contains("(%d of 10 disruptions)".formatted(i), "Preempted");
      world.after("PT10M").settle();
      assertThat(world.created).hasSize(i + 1);
    }
    assertThat(world.run().failures()).isZero();
    // two failures may still be retried
    world.newest(job -> failed(job, "train", 1, "Error", "")).settle().after("PT10M").settle();
    assertThat(world.run().failures()).isEqualTo(1);
    assertThat(world.run().attempt()).isEqualTo(12);
    world.newest(job -> disrupted(job, "EvictionByEvictionAPI")).settle();
    assertThat(world.ready()).isEqualTo("False Evicted");
    assertThat(world.message()).contains("spec.retry.disruptions (10) is spent");
    assertThat(world.status().attempts())
        .as("the last ten, in order")
        .extracting(Attempt::number)
        .containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    world.after("PT48H").settle();
    assertThat(world.created).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void givesUpWhatCannotStartAndStopsIt() {
    World world = new World(spec(null)).settle();
    world.newest(job -> waiting(job, "train", "ErrImagePull", "not found")).settle();
    assertThat(world.ready()).isEqualTo("False ImagePull");
    assertThat(world.condition("Reconciling")).isEqualTo("True ImagePull");
    int writes = world.writes();
    world.newest(job -> waiting(job, "train", "ImagePullBackOff", "back-off")).settle();
    assertThat(world.writes()).as("the kubelet's changing words are not written").isEqualTo(writes);
    assertThat(world.again).isPositive();
    world.after("PT10M").settle();
    assertThat(world.condition("Stalled")).isEqualTo("True ImagePull");
    assertThat(world.message()).contains("train:1", "10m");
    assertThat(world.stopped).hasSize(1);
    world.after("PT48H").settle();
    assertThat(world.created).hasSize(1);
  }

  @Test
  void aFetchThatHangsIsPending() {
    World world = new World(spec(null)).settle().newest(Fixtures::fetching).settle();
    assertThat(world.ready()).isEqualTo("False Initializing");
    world.after("PT10M").settle();
    assertThat(world.ready()).isEqualTo("False Deadline");
    assertThat(world.run().state()).isEqualTo("Failed");
    assertThat(world.stopped).hasSize(1);
    World other = new World(spec(null)).settle().newest(Fixtures::training).settle();
    other.after("PT100M").settle();
    assertThat(other.run().state()).isEqualTo("Running");
  }

  @Test
  void anAttemptWhoseJobIsDeletedIsLost() {
    World world = new World(spec(null)).settle();
    world.jobs.clear();
    world.settle();
    assertThat(world.created).as("the cache may be behind").hasSize(1);
    world.after("PT31S").settle();
    assertThat(world.status().attempts()).extracting(Attempt::reason).containsExactly("PodLost");
    world.after("PT10S").settle();
    assertThat(world.created).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aNodeThatDoesNotAnswerDoesNotHangARun() {
    World world = new World(spec(null)).settle();
    world.newest(job -> unreachable(job, START.plusSeconds(30))).settle();
    world.after("PT2S").settle();
    assertThat(world.run().state()).isEqualTo("Running");
    assertThat(world.again).as("nothing more is heard of the pod").hasSeconds(88);
    world.after("PT88S").settle();
    assertThat(world.status().attempts())
        .extracting(Attempt::reason, Attempt::node)
        .containsExactly(tuple("NodeLost", "node-1"));
    assertThat(world.stopped).containsExactly(world.created.getFirst());
    world.after("PT10S").settle();
    assertThat(world.created).hasSize(2).doesNotHaveDuplicates();
    assertThat(world.run().state()).isEqualTo("Running");
  }

  /** The node comes back after its pod was given up, and the pod ends well after all. */
  @Test
  void anAttemptThatWasGivenUpDoesNotMakeAModel() {
    World world = new World(spec(null)).settle();
    Job first = Objects.requireNonNull(world.jobs.get(world.created.getFirst())).job();
    world.newest(job -> unreachable(job, START)).after("PT1M").settle().after("PT10S").settle();
    assertThat(world.run().attempt()).isEqualTo(2);
    // not deleted yet, as the caches have it
    world.jobs.put(first.getMetadata().getName(), Fixtures.succeeded(first));
    world.settle();
    assertThat(world.versions).isEmpty();
    assertThat(world.run().state()).isEqualTo("Running");
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.versions).hasSize(1);
    assertThat(world.status().attempts())
        .extracting(Attempt::number, Attempt::reason)
        .containsExactly(tuple(1, "NodeLost"), tuple(2, "Succeeded"));
    world.after("PT1H").settle();
    assertThat(world.versions).hasSize(1);
  }

  @Test
  void refusesATemplateThatIsNone() {
    World world =
        new World(
                spec(
                    null,
                    "spec: {containers: [{name: train, image: i, imagePolicy: Always}]}",
                    Map.of(),
                    null))
            .settle();
    assertThat(world.ready()).isEqualTo("False InvalidTemplate");
    assertThat(world.message()).contains("imagePolicy");
    assertThat(world.created).isEmpty();
    world.edit(spec(null)).settle();
    assertThat(world.created).hasSize(1);
  }

  @Test
  void saysWhatTheApiServerRefuses() {
    var tj = Fixtures.job(spec(null));
    var nothing =
        new TrainingJobObserved(
            Map.of(),
            null,
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            Map.of(),
            false,
            EnginesObserved.NONE);
    Decision start = TrainingJobPlan.next(tj, nothing, SETTINGS, START);
    Decision invalid =
        TrainingJobPlan.refused(
            tj,
            nothing,
            SETTINGS,
            start,
            new Refusal(Refusal.Cause.INVALID, "no such class"),
            START);
    assertThat(invalid.status().phase()).isEqualTo("Failed");
    tj.setStatus(invalid.status());
    assertThat(TrainingJobPlan.next(tj, nothing, SETTINGS, START.plusSeconds(60)))
        .isInstanceOfSatisfying(
            Decision.Rest.class, rest -> assertThat(rest.status()).isEqualTo(tj.getStatus()));

    tj.setStatus(null);
    Decision forbidden =
        TrainingJobPlan.refused(
            tj,
            nothing,
            SETTINGS,
            start,
            new Refusal(Refusal.Cause.FORBIDDEN, "exceeded quota"),
            START);
    assertThat(forbidden.status().run()).isNull();
    assertThat(forbidden.status().conditions())
        .filteredOn(condition -> condition.type().equals("Ready"))
        .extracting(condition -> condition.reason())
        .containsExactly("QuotaExceeded");
    assertThat(forbidden.again()).isPositive();
    tj.setStatus(forbidden.status());
    assertThat(TrainingJobPlan.next(tj, nothing, SETTINGS, START.plusSeconds(60)))
        .isInstanceOf(Decision.Start.class);
  }

  @Test
  void followsSnapshotsWhenAsked() {
    World world = trained(spec("rides", TEMPLATE, Map.of(), true));
    world.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().trigger()).isEqualTo("Snapshot");

    World other = trained(spec("rides"));
    other.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    other.settle();
    assertThat(other.created).hasSize(1);
  }

  @Test
  void aSnapshotThatComesBackReusesItsModelButAMonitorTrains() {
    World world = trained(spec("rides", TEMPLATE, Map.of(), true));
    world.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    world.settle().newest(Fixtures::succeeded).settle();
    world.dataset = ready(snapshot("one", "2026-11-20T10:40:00Z"));
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.ready()).isEqualTo("True Reused");
    assertThat(world.run().trigger()).isEqualTo("Snapshot");
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");

    World other = trained(spec("rides"));
    other.edit(spec("rides", TEMPLATE, Map.of("trees", "1"), null)).settle();
    other.newest(Fixtures::succeeded).settle();
    other.dataset = ready(snapshot("two", "2026-11-20T10:30:00Z"));
    other.ask("now").settle().newest(Fixtures::succeeded).settle();
    other.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    other.dataset = ready(snapshot("one", "2026-11-20T11:00:05Z"));
    other.settle();
    assertThat(other.created).hasSize(4);
    other.newest(Fixtures::succeeded).settle();
    assertThat(other.run().trigger()).isEqualTo("Drift");
    assertThat(other.run().modelVersion()).isEqualTo("fares-v4");
  }

  @Test
  void aModelThatIsBeingDeletedIsNotReused() {
    TrainingJobSpec first = spec(null);
    World world = trained(first).edit(spec(null, TEMPLATE, Map.of("trees", "300"), null)).settle();
    world.newest(Fixtures::succeeded).settle();
    world.versions.getFirst().getMetadata().setDeletionTimestamp("2026-11-20T10:00:00Z");
    world.edit(first).settle();
    assertThat(world.created).hasSize(3);
  }

  @Test
  void learnsFromAFreshSnapshotWhenAMonitorAsks() {
    World world = trained(spec("rides"));
    world.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    world.settle();
    assertThat(world.status().snapshotRequest())
        .extracting("notBefore")
        .isEqualTo("2026-11-20T11:00:00Z");
    assertThat(world.ready()).isEqualTo("False SnapshotPending");
    assertThat(world.created).hasSize(1);
    world.dataset =
        dataset(snapshot("one", MORNING), Conditions.Summary.RECONCILING, "Preparing", null);
    world.settle();
    assertThat(world.status().handledRequest()).isNull();
    world.dataset = ready(snapshot("two", "2026-11-20T11:00:05Z"));
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.run().trigger()).isEqualTo("Drift");
    assertThat(world.status().handledRequest()).isEqualTo("r1");
    assertThat(world.status().snapshotRequest()).isNull();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v2");
    int writes = world.writes();
    world.after("PT1H").settle();
    assertThat(world.writes()).isEqualTo(writes);
  }

  @Test
  void aRequestThatBringsNothingNewIsAnswered() {
    World world = trained(spec("rides"));
    world.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    world.settle();
    world.dataset = ready(snapshot("one", "2026-11-20T11:00:05Z"));
    world.settle();
    assertThat(world.created).hasSize(1);
    assertThat(world.ready()).isEqualTo("True UpToDate");
    assertThat(world.message()).contains("fares-v1");
    assertThat(world.status().handledRequest()).isEqualTo("r1");

    World without = trained(spec(null));
    without.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    without.settle();
    assertThat(without.ready()).isEqualTo("True UpToDate");
    assertThat(without.created).hasSize(1);
  }

  @Test
  void aRequestForAFailedRunTriesItAgain() {
    World world = new World(spec(null)).settle();
    world.newest(job -> failed(job, "publish", 1, "Error", failure("NoModel", false))).settle();
    world.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    world.settle();
    assertThat(world.created).hasSize(2);
    assertThat(world.created.getLast()).endsWith("-a2");
    assertThat(world.run().failures()).isZero();
  }

  @Test
  void aRequestWhoseDataCannotBeHadIsAnswered() {
    World world = trained(spec("rides"));
    world.requests.add(request("r1", "2026-11-20T11:00:00Z"));
    world.settle();
    world.dataset =
        dataset(
            snapshot("one", MORNING),
            Conditions.Summary.STALLED,
            "SourceUnreachable",
            new Preparation(
                2,
                3,
                "job",
                "sha256:0",
                "Requested",
                "2026-11-20T11:00:01Z",
                "2026-11-20T11:01:00Z",
                null));
    world.settle();
    assertThat(world.ready()).isEqualTo("False SnapshotFailed");
    assertThat(world.condition("Stalled")).isEqualTo("True SnapshotFailed");
    assertThat(world.status().handledRequest()).isEqualTo("r1");
    assertThat(world.status().snapshotRequest()).isNull();
    assertThat(world.run().modelVersion()).isEqualTo("fares-v1");
  }

  @Test
  void aRequestWaitsForTheRunUnderWay() {
    World world = new World(spec(null)).settle();
    world.requests.add(request("r1", "2026-11-20T10:00:10Z"));
    world.settle();
    assertThat(world.status().handledRequest()).isNull();
    world.newest(Fixtures::succeeded).settle();
    assertThat(world.status().handledRequest()).isEqualTo("r1");
  }

  @Test
  void twoMonitorsDoNotTakeTurnsForever() {
    World world = trained(spec(null));
    world.requests.add(request("a1", "2026-11-20T11:00:00Z"));
    world.requests.add(request("b1", "2026-11-20T11:00:10Z"));
    world.settle();
    assertThat(world.status().handledRequest()).isEqualTo("b1");
    assertThat(world.status().handledUntil()).isEqualTo("2026-11-20T11:00:10Z");
  }

  @Test
  void aRequestToAnEarlierTrainingJobOfTheNameIsNotForThisOne() {
    World world = trained(spec(null));
    world.requests.add(request("r0", "2026-11-20T08:00:00Z"));
    world.settle();
    assertThat(world.status().handledRequest()).isNull();
  }

  private static World trained(TrainingJobSpec spec) {
    World world = new World(spec);
    world.dataset = ready(snapshot("one", MORNING));
    return world.settle().newest(Fixtures::training).settle().newest(Fixtures::succeeded).settle();
  }

  private static Arguments fate(String reason, boolean retried, Function<Job, ObservedJob> fate) {
    return Arguments.of(reason, retried, fate);
  }

  private static String failure(String reason, boolean retryable) {
    return TerminationMessage.of(new Failure(reason, "what happened", retryable));
  }

  private static ObservedJob pastDeadline(Job job) {
    Job failed =
        new io.fabric8.kubernetes.api.model.batch.v1.JobBuilder(job)
            .withNewStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .withReason("DeadlineExceeded")
            .endCondition()
            .endStatus()
            .build();
    return new ObservedJob(failed, List.of());
  }
}
