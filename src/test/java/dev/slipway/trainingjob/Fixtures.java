package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.Condition;
import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.contract.AttendResult;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.status.Conditions;
import dev.slipway.store.Digest;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Objects as tests need them. */
final class Fixtures {
  static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  /** What a training container that ends well has left in its termination log. */
  static final String SAID = "200 trees have grown\n";

  static final PodSettings SETTINGS =
      new PodSettings(
          "slipway:test", new StoreSettings("pvc://slipway-store/root", null, null, "us-east-1"));
  static final String TEMPLATE =
      """
      spec:
        containers:
        - name: train
          image: train:1
      """;

  static TrainingJob job(TrainingJobSpec spec) {
    var job = new TrainingJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withName("fares")
            .withNamespace("ml")
            .withUid("tj-uid")
            .withGeneration(1L)
            .withCreationTimestamp("2026-11-20T09:00:00Z")
            .build());
    job.setSpec(spec);
    return job;
  }

  static TrainingJobSpec spec(@Nullable String dataset) {
    return spec(dataset, TEMPLATE, Map.of("trees", "200"), null);
  }

  static TrainingJobSpec spec(
      @Nullable String dataset,
      String template,
      Map<String, String> parameters,
      @Nullable Boolean onSnapshot) {
    return TrainingJobSpecBuilder.builder()
        .model("fares")
        .dataset(dataset)
        .triggers(onSnapshot == null ? null : new TrainingJobSpec.Triggers(onSnapshot, null, null))
        .template(yaml(template))
        .parameters(parameters)
        .retry(new TrainingJobSpec.Retry(2, "10s", null, List.of(), null))
        .deadlines(new TrainingJobSpec.Deadlines("10m", "2h", null, null, null, null))
        .build();
  }

  /** A spec whose training container has resources, and that raises memory after OOMKilled. */
  static TrainingJobSpec escalating(String resources, String factor, String max) {
    return with(
        spec(null, TEMPLATE + "    resources: " + resources + "\n", Map.of(), null),
        spec ->
            spec.retry(
                new TrainingJobSpec.Retry(
                    5, "10s", null, List.of(), new TrainingJobSpec.Memory(factor, max))));
  }

  /** A spec with something changed. */
  static TrainingJobSpec with(TrainingJobSpec spec, Consumer<TrainingJobSpecBuilder> change) {
    TrainingJobSpecBuilder builder = TrainingJobSpecBuilder.builder(spec);
    change.accept(builder);
    return builder.build();
  }

  /** A spec with triggers. */
  static TrainingJobSpec triggered(TrainingJobSpec s, TrainingJobSpec.@Nullable Triggers triggers) {
    return with(s, spec -> spec.triggers(triggers));
  }

  /** A spec whose ended Jobs are kept for a while, and whose deadlines are these. */
  static TrainingJobSpec limited(
      TrainingJobSpec s, @Nullable String pods, TrainingJobSpec.Deadlines deadlines) {
    return with(
        s,
        spec ->
            spec.deadlines(deadlines)
                .ttl(pods == null ? null : new TrainingJobSpec.Ttl(pods, null)));
  }

  /** A spec that is suspended, or not. */
  static TrainingJobSpec suspended(TrainingJobSpec s, boolean suspend) {
    return with(s, spec -> spec.suspend(suspend));
  }

  /** A spec with a schedule. */
  static TrainingJobSpec scheduled(
      @Nullable String dataset, String schedule, @Nullable String timeZone) {
    return triggered(spec(dataset), new TrainingJobSpec.Triggers(null, schedule, timeZone));
  }

  /** A part of a spec. */
  static <T> T parse(String yaml, Class<T> type) {
    try {
      return new YAMLMapper().treeToValue(yaml(yaml), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static JsonNode yaml(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Snapshot snapshot(String content, String time) {
    String digest = Digest.ofText(content);
    return new Snapshot(
        Digest.shortened(digest, 12),
        digest,
        "pvc://slipway-store/root/datasets/ml/rides/" + Digest.hex(digest),
        100,
        80,
        0,
        20,
        4096,
        Digest.ofText("schema"),
        "fare",
        Task.Regression,
        time);
  }

  static Dataset dataset(
      @Nullable Snapshot snapshot,
      Conditions.Summary summary,
      String reason,
      DatasetStatus.@Nullable Preparation preparation) {
    var dataset = new Dataset();
    dataset.setMetadata(
        new ObjectMetaBuilder().withName("rides").withNamespace("ml").withGeneration(1L).build());
    List<Condition> conditions = Conditions.summary(summary, reason, "the message of " + reason);
    dataset.setStatus(
        new DatasetStatus(
            1L,
            "Ready",
            snapshot,
            List.of(),
            preparation,
            List.of(),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            conditions));
    return dataset;
  }

  static Dataset ready(Snapshot snapshot) {
    return dataset(snapshot, Conditions.Summary.READY, "Prepared", null);
  }

  static RetrainRequest request(String id, String time) {
    return new RetrainRequest(id, "fares", "Drift", "temp has drifted", time);
  }

  /** A Job as the cache has it once the API server knows it. */
  static Job created(Job job) {
    return created(job, START);
  }

  static Job created(Job job, Instant now) {
    job.getMetadata().setUid("uid-of-" + job.getMetadata().getName());
    job.getMetadata().setCreationTimestamp(now.toString());
    return job;
  }

  static ObservedJob pending(Job job) {
    return new ObservedJob(job, List.of());
  }

  static ObservedJob waiting(Job job, String container, String reason, String message) {
    return with(
        job,
        "Pending",
        status(container).withNewState().withNewWaiting(message, reason).endState().build());
  }

  /** No node takes its pod. */
  static ObservedJob unscheduled(Job job, String message) {
    Pod pod = pod(job, "Pending");
    pod.getStatus()
        .setConditions(
            List.of(
                new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage(message)
                    .build()));
    return new ObservedJob(job, List.of(pod));
  }

  static ObservedJob training(Job job) {
    return with(
        job,
        "Pending",
        status("train")
            .withNewState()
            .withNewRunning()
            .withStartedAt(START.toString())
            .endRunning()
            .endState()
            .build());
  }

  static ObservedJob publishing(Job job) {
    ObservedJob publishing =
        with(
            job,
            "Running",
            status("train")
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .withFinishedAt(START.toString())
                .endTerminated()
                .endState()
                .build());
    publishing
        .pods()
        .getFirst()
        .getStatus()
        .setContainerStatuses(
            List.of(
                status("publish").withNewState().withNewRunning().endRunning().endState().build()));
    return publishing;
  }

  static ObservedJob fetching(Job job) {
    return with(
        job,
        "Pending",
        status("fetch").withNewState().withNewRunning().endRunning().endState().build());
  }

  static ObservedJob failed(Job job, String container, int code, String reason, String message) {
    return with(
        job,
        "Failed",
        status(container)
            .withNewState()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message)
            .endTerminated()
            .endState()
            .build());
  }

  /** The same, with what the sidecar has left. */
  static ObservedJob lastWords(ObservedJob job, AttendResult words) {
    var status = job.pods().getFirst().getStatus();
    var all = new ArrayList<>(status.getInitContainerStatuses());
    all.add(
        status("attend")
            .withNewState()
            .withNewTerminated()
            .withExitCode(143)
            .withMessage(TerminationMessage.of(words))
            .endTerminated()
            .endState()
            .build());
    status.setInitContainerStatuses(all);
    return job;
  }

  /** Its pod was taken away, and has ended for it. */
  static ObservedJob disrupted(Job job, String reason) {
    ObservedJob failed = failed(job, "train", 143, "Error", "");
    failed.pods().getFirst().getStatus().setConditions(List.of(disruption(reason)));
    return failed;
  }

  /** Its pod trains on a node that does not answer, and should have ended at a moment. */
  static ObservedJob unreachable(Job job, Instant end) {
    ObservedJob running = training(job);
    Pod pod = running.pods().getFirst();
    pod.getMetadata().setDeletionTimestamp(end.toString());
    pod.getStatus().setConditions(List.of(disruption("DeletionByTaintManager")));
    return running;
  }

  private static PodCondition disruption(String reason) {
    return new PodConditionBuilder()
        .withType("DisruptionTarget")
        .withStatus("True")
        .withReason(reason)
        .withMessage("the message of " + reason)
        .build();
  }

  /** Its pod was evicted for what it wrote. */
  static ObservedJob overfull(Job job) {
    Pod pod = pod(job, "Failed");
    pod.getStatus().setReason("Evicted");
    pod.getStatus().setMessage("Usage of EmptyDir volume \"slipway-work\" exceeds the limit. ");
    return new ObservedJob(job, List.of(pod));
  }

  static ObservedJob succeeded(Job job) {
    return succeeded(
        job,
        TerminationMessage.of(
            new PublishResult(
                new Artifact(
                    "pvc://slipway-store/root/models/ml/fares/abc", Digest.ofText("model"), 10L),
                Map.of("rmse", 3.5))));
  }

  static ObservedJob succeeded(Job job, @Nullable String message) {
    Pod pod = pod(job, "Succeeded");
    pod.getStatus()
        .setInitContainerStatuses(
            List.of(
                status("train")
                    .withImageID("train@sha256:1234")
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(0)
                    .withMessage(SAID)
                    .endTerminated()
                    .endState()
                    .build()));
    pod.getStatus()
        .setContainerStatuses(
            List.of(
                status("publish")
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(0)
                    .withMessage(message)
                    .endTerminated()
                    .endState()
                    .build()));
    return new ObservedJob(job, List.of(pod));
  }

  private static ObservedJob with(Job job, String phase, ContainerStatus status) {
    Pod pod = pod(job, phase);
    pod.getStatus().setInitContainerStatuses(List.of(status));
    return new ObservedJob(job, List.of(pod));
  }

  private static Pod pod(Job job, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(job.getMetadata().getName() + "-x")
        .withCreationTimestamp(START.toString())
        .withOwnerReferences(
            new OwnerReferenceBuilder().withUid(job.getMetadata().getUid()).build())
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static ContainerStatusBuilder status(String name) {
    return new ContainerStatusBuilder().withName(name).withImage(name + ":1");
  }

  static ModelVersion version(String name, long number, @Nullable String inputs) {
    var version = new ModelVersion();
    version.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace("ml")
            .withAnnotations(inputs == null ? Map.of() : Map.of("slipway.dev/inputs", inputs))
            .build());
    version.setSpec(
        new dev.slipway.api.ModelVersionSpec(
            null,
            "fares",
            number,
            new Artifact("pvc://c/p", Digest.ofText("m"), 1L),
            null,
            Map.of(),
            null,
            null));
    return version;
  }

  private Fixtures() {}
}
