package dev.slipway.dataset;

import dev.slipway.api.Condition;
import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Documentation;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.status.Conditions;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;

/** Datasets, Jobs and pods as the caches have them, for tests of the plan. */
@NullUnmarked
final class DatasetScene {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final Snapshot SNAPSHOT = snapshot("a", 10);
  static final List<DatasetStatus.Hint> HINTS =
      List.of(new DatasetStatus.Hint("Leakage", "refund", "predicts the label alone"));
  static final String RUNNING = "2026-11-20T09:59:00Z";
  static final PodSettings SETTINGS =
      new PodSettings("slipway:1", new StoreSettings("pvc://store", null, null, "us-east-1"));
  static final String SPEC =
      """
      sources:
      - {name: flights, uri: "https://example.org/flights.csv"}
      - {name: planes, uri: "pvc://planes/planes.csv"}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  static Decision next(Dataset dataset, DatasetObserved observed) {
    return at(NOW, dataset, observed);
  }

  static Decision at(Instant now, Dataset dataset, DatasetObserved observed) {
    return DatasetPlan.next(dataset, observed, SETTINGS, now);
  }

  static Condition condition(Decision decision, String type) {
    return Conditions.find(decision.status().conditions(), type).orElseThrow();
  }

  static Dataset dataset(DatasetStatus status) {
    var dataset = new Dataset();
    dataset.setMetadata(
        new ObjectMetaBuilder()
            .withName("flights")
            .withNamespace("ns")
            .withUid("uid")
            .withGeneration(3L)
            .build());
    dataset.setSpec(spec(SPEC));
    dataset.setStatus(status);
    return dataset;
  }

  static DatasetSpec spec(String yaml) {
    return Serialization.unmarshal(yaml, DatasetSpec.class);
  }

  static DatasetSpec documented(DatasetSpec s) {
    return new DatasetSpec(
        new Documentation("for tests", null, null, null, null),
        s.sources(),
        s.steps(),
        s.label(),
        s.task(),
        s.expectations(),
        s.splits(),
        DatasetSpec.SchemaEvolution.Strict,
        null,
        null,
        null,
        null,
        null,
        new DatasetSpec.Resources("2", "3", "4Gi", "20Gi"));
  }

  static DatasetStatus preparing(long number) {
    return preparing(number, RUNNING);
  }

  static DatasetStatus preparing(long number, String startedAt) {
    return new DatasetStatus(
        3L,
        "Preparing",
        null,
        List.of(),
        new Preparation(number, 1, name(number, 1), digest(), "SpecChanged", startedAt, null, null),
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  static DatasetStatus ready(Snapshot snapshot) {
    return new DatasetStatus(
        3L,
        "Ready",
        snapshot,
        List.of(),
        new Preparation(1, 1, name(1, 1), digest(), "SpecChanged", RUNNING, NOW.toString(), null),
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  static DatasetStatus with(DatasetStatus s, Snapshot snapshot, List<Snapshot> history) {
    return new DatasetStatus(
        s.observedGeneration(),
        s.phase(),
        snapshot,
        history,
        s.preparation(),
        s.failedExpectations(),
        s.quarantinedRows(),
        s.refreshHandled(),
        s.hints(),
        null,
        null,
        null,
        null,
        null,
        s.conditions());
  }

  static String digest() {
    return Preparations.specDigest(spec(SPEC));
  }

  static String name(long number, int attempt) {
    return DatasetTemplate.name(dataset(null), digest(), number, attempt);
  }

  static Snapshot snapshot(String name, long rows) {
    return new Snapshot(
        name,
        "sha256:" + name,
        "pvc://store/datasets/ns/flights/" + name,
        rows,
        rows - 100,
        0,
        100,
        1,
        "sha256:s",
        "late",
        Task.BinaryClassification,
        "2026-11-20T09:59:30Z");
  }

  static DatasetObserved observed(ObservedJob... jobs) {
    return new DatasetObserved(
        Arrays.stream(jobs).collect(Collectors.toMap(j -> j.job().getMetadata().getName(), j -> j)),
        Set.of(),
        null,
        null);
  }

  static DatasetObserved wanted(Instant after) {
    return new DatasetObserved(Map.of(), Set.of(), null, after);
  }

  static ObservedJob job(long number, int attempt, PodStatus status) {
    return job(made(name(number, attempt), RUNNING), status);
  }

  static ObservedJob job(Job job, PodStatus status) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(job.getMetadata().getName() + "-x")
            .withCreationTimestamp(RUNNING)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withStatus(status)
            .build();
    return new ObservedJob(job, List.of(pod));
  }

  static Job made(String name, String created) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .withCreationTimestamp(created)
        .addToLabels(Slipway.DATASET, "flights")
        .endMetadata()
        .build();
  }

  static PodStatus running() {
    return new PodStatusBuilder()
        .withPhase("Running")
        .addNewContainerStatus()
        .withName("prepare")
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .endContainerStatus()
        .build();
  }

  static PodStatus waiting(String reason, String message) {
    return new PodStatusBuilder()
        .withPhase("Pending")
        .addNewContainerStatus()
        .withName("prepare")
        .withImage("slipway:1")
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .endState()
        .endContainerStatus()
        .build();
  }

  static PodStatus succeeded(Snapshot snapshot) {
    return ended(
        "Succeeded",
        0,
        "Completed",
        TerminationMessage.of(
            new PrepareResult(
                snapshot,
                List.of(new FailedExpectation("temp not null", "Warn", "3 rows")),
                7,
                HINTS,
                null)));
  }

  static PodStatus failure(String reason, String message, boolean retryable) {
    return ended(
        "Failed", 1, "Error", TerminationMessage.of(new Failure(reason, message, retryable)));
  }

  static PodStatus oomKilled() {
    return ended("Failed", 137, "OOMKilled", null);
  }

  static PodStatus ended(String phase, int code, String reason, String message) {
    return new PodStatusBuilder()
        .withPhase(phase)
        .addNewContainerStatus()
        .withName("prepare")
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(reason)
        .withMessage(message)
        .withFinishedAt(NOW.toString())
        .endTerminated()
        .endState()
        .endContainerStatus()
        .build();
  }

  private DatasetScene() {}
}
