package dev.slipway.deployment;

import dev.slipway.api.Condition;
import dev.slipway.api.DeploymentSpec;
import dev.slipway.api.DeploymentSpec.Autoscale;
import dev.slipway.api.DeploymentSpec.Capture;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.Runtime;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.RequestFormat;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.RuntimePreset;
import dev.slipway.runtime.RuntimePresets;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A small cluster in memory: what plans write is there the next time, and time can pass. */
final class Scene {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final PodSettings SETTINGS =
      new PodSettings("slipway:1", new StoreSettings("pvc://store", null, null, "us-east-1"));

  Instant now = START;
  final ModelDeployment deployment = new ModelDeployment();
  final List<ModelVersion> versions = new ArrayList<>();
  final Map<String, Deployment> workloads = new TreeMap<>();
  final Map<String, Integer> available = new HashMap<>();
  final List<Pod> pods = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  @Nullable Service service;
  @Nullable PodDisruptionBudget budget;
  @Nullable HorizontalPodAutoscaler autoscaler;
  Container runtime =
      new ContainerBuilder()
          .withImage("mlserver:1")
          .withNewResources()
          .addToRequests("cpu", new Quantity("100m"))
          .endResources()
          .build();

  Scene() {
    deployment.getMetadata().setName("fares");
    deployment.getMetadata().setNamespace("ns");
    deployment.getMetadata().setUid("uid-1");
    deployment.getMetadata().setGeneration(1L);
    spec(null, 2, null, null);
  }

  Scene spec(
      @Nullable String version,
      @Nullable Integer replicas,
      @Nullable Autoscale autoscale,
      @Nullable Double sample) {
    deployment.setSpec(
        new DeploymentSpec(
            "fares",
            version,
            new Runtime("mlserver", null, null, null),
            replicas,
            autoscale,
            sample == null ? null : new Capture(sample),
            "5m"));
    return this;
  }

  Scene version(long number, boolean approved) {
    var version = new ModelVersion();
    version.getMetadata().setName("fares-v" + number);
    version.getMetadata().setNamespace("ns");
    var snapshot =
        new Snapshot(
            "abc",
            "sha256:abc",
            "pvc://store/datasets/ns/rides/abc",
            9,
            7,
            1,
            1,
            99,
            "h",
            null,
            null,
            START.toString());
    version.setSpec(
        new ModelVersionSpec(
            null,
            "fares",
            number,
            new Artifact(
                "pvc://store/models/ns/fares/d" + number, "sha256:" + "d".repeat(63) + number, 9L),
            new Lineage(null, null, null, null, null, null, snapshot),
            Map.of(),
            null,
            null));
    version.setStatus(
        new ModelVersionStatus(
            1L,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            "pvc://store/modelversions/ns/fares-v" + number + "/predictions.json",
            List.of(),
            null,
            List.of(
                Condition.of("Approved", approved ? "True" : "False", "Gates", "as they are"))));
    versions.removeIf(v -> v.getMetadata().getName().equals(version.getMetadata().getName()));
    versions.add(version);
    return this;
  }

  /** One reconciliation, and none of its writes after the first few, nor its status, if it dies. */
  Decision step(int writesBeforeDeath) {
    Decision decision = DeploymentPlan.next(deployment, observed(), SETTINGS, now);
    for (int i = 0; i < decision.writes().size(); i++) {
      if (i == writesBeforeDeath) {
        return decision;
      }
      apply(decision.writes().get(i));
    }
    if (decision.writes().size() != writesBeforeDeath) {
      deployment.setStatus(decision.status());
    }
    return decision;
  }

  Decision step() {
    return step(Integer.MAX_VALUE);
  }

  /** Reconciles until nothing is written and the status stays as it is. */
  Scene settle() {
    for (int i = 0; i < 20; i++) {
      var before = deployment.getStatus();
      if (step().writes().isEmpty() && Objects.equals(before, deployment.getStatus())) {
        return this;
      }
    }
    throw new AssertionError("it never rests: " + log);
  }

  /** All pods of all revisions can answer. */
  Scene podsReady() {
    workloads.forEach((name, workload) -> available.put(name, workload.getSpec().getReplicas()));
    return this;
  }

  Scene pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** Brings everything up that is asked for, and lets what is old go. */
  Scene rollOut() {
    return settle().podsReady().settle().pass(DeploymentPlan.LINGER).settle();
  }

  DeploymentObserved observed() {
    var preset =
        new RuntimePreset(
            "mlserver",
            "OpenInference",
            List.of("sklearn"),
            runtime,
            new RequestFormat("pd", "predict", "predict_proba"));
    return new DeploymentObserved(
        RuntimePresets.of(List.of(preset)).resolve(deployment.getSpec().runtime()),
        versions,
        workloads.values().stream()
            .map(this::withStatus)
            .map(workload -> Workload.of(workload, pods))
            .collect(Collectors.toMap(Workload::name, w -> w)),
        service,
        budget,
        autoscaler);
  }

  /** The apps/v1 Deployment of a revision. */
  Deployment workload(String revision) {
    return Objects.requireNonNull(workloads.get(revision));
  }

  /** Where the traffic goes. */
  @Nullable String directed() {
    return service == null ? null : service.getSpec().getSelector().get(Slipway.REVISION);
  }

  String candidate() {
    return Objects.requireNonNull(deployment.getStatus().candidate()).name();
  }

  Condition condition(String type) {
    return deployment.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** A pod of a revision whose runtime has crashed. */
  Scene crashed(String revision, int restarts, String reason, int exitCode) {
    pods.add(
        pod(revision)
            .editStatus()
            .addToContainerStatuses(
                new ContainerStatusBuilder()
                    .withName("runtime")
                    .withRestartCount(restarts)
                    .withReady(false)
                    .withNewState()
                    .withNewWaiting()
                    .withReason("CrashLoopBackOff")
                    .endWaiting()
                    .endState()
                    .withNewLastState()
                    .withNewTerminated()
                    .withReason(reason)
                    .withExitCode(exitCode)
                    .withMessage("ValueError: not a model")
                    .endTerminated()
                    .endLastState()
                    .build())
            .endStatus()
            .build());
    return this;
  }

  /** A pod of a revision whose fetch gave up. */
  Scene notFetched(String revision, String reason, boolean retryable) {
    pods.add(
        pod(revision)
            .editStatus()
            .addToInitContainerStatuses(
                new ContainerStatusBuilder()
                    .withName("fetch")
                    .withRestartCount(0)
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(1)
                    .withMessage(
                        TerminationMessage.of(
                            new dev.slipway.contract.Failure(reason, "what happened", retryable)))
                    .endTerminated()
                    .endState()
                    .build())
            .endStatus()
            .build());
    return this;
  }

  /** A pod of a revision whose image cannot be had. */
  Scene notPulled(String revision) {
    pods.add(
        pod(revision)
            .editStatus()
            .addToContainerStatuses(
                new ContainerStatusBuilder()
                    .withName("runtime")
                    .withImage("mlserver:1")
                    .withRestartCount(0)
                    .withNewState()
                    .withNewWaiting()
                    .withReason("ImagePullBackOff")
                    .withMessage("no such image")
                    .endWaiting()
                    .endState()
                    .build())
            .endStatus()
            .build());
    return this;
  }

  private static PodBuilder pod(String revision) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(revision + "-x")
        .addToLabels(Slipway.REVISION, revision)
        .endMetadata()
        .withNewStatus()
        .endStatus();
  }

  private Deployment withStatus(Deployment workload) {
    int ready = available.getOrDefault(workload.getMetadata().getName(), 0);
    return new DeploymentBuilder(workload)
        .withNewStatus()
        .withObservedGeneration(workload.getMetadata().getGeneration())
        .withReplicas(workload.getSpec().getReplicas())
        .withAvailableReplicas(Math.min(ready, workload.getSpec().getReplicas()))
        .endStatus()
        .build();
  }

  private void apply(Write write) {
    switch (write) {
      case Write.Create create -> {
        String name = create.workload().getMetadata().getName();
        log.add("create " + name);
        workloads.putIfAbsent(
            name,
            new DeploymentBuilder(create.workload())
                .editMetadata()
                .withGeneration(1L)
                .endMetadata()
                .build());
      }
      case Write.Apply apply -> {
        log.add("apply " + apply.object().getKind());
        put(apply.object());
      }
      case Write.Scale scale -> {
        String name = scale.workload().getMetadata().getName();
        log.add("scale " + name + " " + scale.replicas());
        workloads.put(
            name,
            new DeploymentBuilder(scale.workload())
                .editSpec()
                .withReplicas(scale.replicas())
                .endSpec()
                .build());
      }
      case Write.Delete delete -> {
        log.add(
            "delete " + delete.object().getKind() + " " + delete.object().getMetadata().getName());
        if (delete.object() instanceof Deployment gone) {
          workloads.remove(gone.getMetadata().getName());
          available.remove(gone.getMetadata().getName());
          pods.removeIf(
              pod ->
                  gone.getMetadata()
                      .getName()
                      .equals(pod.getMetadata().getLabels().get(Slipway.REVISION)));
        } else {
          autoscaler = null;
        }
      }
    }
  }

  private void put(HasMetadata object) {
    switch (object) {
      case Service s -> service = s;
      case PodDisruptionBudget b -> budget = b;
      case HorizontalPodAutoscaler h -> autoscaler = h;
      default -> throw new AssertionError("not expected: " + object.getKind());
    }
  }
}
