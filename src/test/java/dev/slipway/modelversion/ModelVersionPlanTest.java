package dev.slipway.modelversion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Condition;
import dev.slipway.api.Gate;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.Runtime;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import dev.slipway.api.Validation;
import dev.slipway.api.Validation.ApprovalMode;
import dev.slipway.apply.Refusal;
import dev.slipway.contract.Failure;
import dev.slipway.contract.RequestFormat;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.contract.ValidateResult;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.RuntimePreset;
import dev.slipway.runtime.RuntimePresets;
import dev.slipway.status.Conditions;
import dev.slipway.store.Digest;
import dev.slipway.store.StoreSettings;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelVersionPlanTest {
  private static final PodSettings SETTINGS =
      new PodSettings(
          "slipway:test", new StoreSettings("pvc://slipway-store/root", null, null, "us-east-1"));
  private static final RuntimePresets PRESETS =
      RuntimePresets.of(
          List.of(
              new RuntimePreset(
                  "sklearn",
                  RuntimePreset.OPEN_INFERENCE,
                  List.of("sklearn"),
                  new ContainerBuilder()
                      .withImage("serve:1")
                      .withNewStartupProbe()
                      .withNewHttpGet()
                      .withPath("/ready")
                      .endHttpGet()
                      .endStartupProbe()
                      .build(),
                  new RequestFormat("pd", "predict", "predict_proba"))));
  private static final Gate AUC = new Gate("auc", 0.7, null, null, null);

  private final Map<String, ObservedJob> jobs = new LinkedHashMap<>();
  private final List<String> created = new ArrayList<>();
  private final List<String> stopped = new ArrayList<>();
  private final List<ModelVersion> line = new ArrayList<>();
  private List<String> servedBy = List.of();
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private ModelVersion version = version(2, validation(ApprovalMode.Automatic, AUC));
  private @Nullable Duration again;
  private int writes;
  private int deathAfter = Integer.MAX_VALUE;

  @Test
  void approvesWhatPassesItsGates() {
    settle();
    assertThat(created).containsExactly("fares-v2-validate-a1");
    assertThat(condition("Validated")).isEqualTo("Unknown Validating");
    assertThat(status().phase()).isEqualTo("Validating");
    finish(succeeded(Map.of("auc", 0.757, "accuracy", 0.8)));
    assertThat(condition("Validated")).isEqualTo("True GatesPassed");
    assertThat(condition("Approved")).isEqualTo("True GatesPassed");
    assertThat(condition("Ready")).isEqualTo("True GatesPassed");
    assertThat(condition("InUse")).isEqualTo("none");
    assertThat(status().score()).isEqualTo("auc 0.757");
    assertThat(status().approvedAt()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(status().card()).endsWith("README.md");
    assertThat(status().gates()).hasSize(1);
    assertThat(writes).isEqualTo(3);
    jobs.clear();
    now = now.plusSeconds(100_000);
    settle();
    assertThat(created).as("a validation that ended is not run again").hasSize(1);
    assertThat(writes).isEqualTo(3);
  }

  @Test
  void waitsWhileAQuotaForbidsAndEndsWhenTheJobIsAtFault() {
    var nothing = new ModelVersionObserved(Map.of(), List.of(), List.of());
    Decision forbidden = refused(nothing, Refusal.Cause.FORBIDDEN, "exceeded quota");
    assertThat(forbidden.status().phase()).isEqualTo("Validating");
    assertThat(forbidden.status().validation()).as("nothing was started").isNull();
    assertThat(forbidden.again()).isPositive();
    assertThat(ready(forbidden))
        .isEqualTo("False Forbidden: the API server refuses the validation's Job: exceeded quota");
    Decision invalid = refused(nothing, Refusal.Cause.INVALID, "bad name");
    assertThat(invalid.status().phase()).isEqualTo("Failed");
    assertThat(invalid.again()).isNull();
    assertThat(ready(invalid)).startsWith("False InvalidRuntime: ").endsWith("bad name");
  }

  private Decision refused(ModelVersionObserved observed, Refusal.Cause cause, String message) {
    return ModelVersionPlan.refused(version, observed, SETTINGS, new Refusal(cause, message), now);
  }

  private static String ready(Decision decision) {
    return Conditions.find(decision.status().conditions(), Conditions.READY)
        .map(c -> c.status() + " " + c.reason() + ": " + c.message())
        .orElse("none");
  }

  @Test
  void rejectsWhatMissesAGate() {
    settle();
    finish(succeeded(Map.of("auc", 0.6)));
    assertThat(condition("Validated")).isEqualTo("False GatesNotMet");
    assertThat(condition("Ready")).isEqualTo("False GatesNotMet");
    assertThat(condition("Stalled")).isEqualTo("True GatesNotMet");
    assertThat(status().phase()).isEqualTo("Rejected");
    assertThat(message("Ready")).isEqualTo("auc at least 0.7 (found 0.6)");
    // a person overrules
    decide(ModelVersionSpec.Decision.Approved);
    assertThat(status().phase()).isEqualTo("Approved");
    assertThat(condition("Approved")).isEqualTo("True ApprovedByPerson");
    assertThat(condition("Validated")).isEqualTo("False GatesNotMet");
  }

  @Test
  void waitsForAPersonWhenAsked() {
    version = version(2, validation(ApprovalMode.Manual, AUC));
    settle();
    finish(succeeded(Map.of("auc", 0.8)));
    assertThat(status().phase()).isEqualTo("PendingApproval");
    assertThat(condition("Approved")).isEqualTo("Unknown ApprovalPending");
    assertThat(condition("Reconciling")).isEqualTo("True ApprovalPending");
    decide(ModelVersionSpec.Decision.Rejected);
    assertThat(status().phase()).isEqualTo("Rejected");
    assertThat(status().approvedAt()).isNull();
    decide(ModelVersionSpec.Decision.Approved);
    assertThat(status().phase()).isEqualTo("Approved");
    assertThat(created).hasSize(1);
  }

  @Test
  void skipsWhatCannotBeValidated() {
    version = version(1, null);
    settle();
    assertThat(condition("Validated")).isEqualTo("Unknown Skipped");
    assertThat(condition("Approved")).isEqualTo("True ApprovedUnseen");
    assertThat(status().phase()).isEqualTo("Approved");
    assertThat(writes).isEqualTo(1);
  }

  @Test
  void namesTheRuntimeThatIsUnknown() {
    version = version(1, new Validation(new Runtime("onnx", null, null, null), List.of(), null));
    settle();
    assertThat(condition("Ready")).isEqualTo("False RuntimeNotFound");
    assertThat(message("Ready")).contains("onnx", "sklearn");
    assertThat(created).isEmpty();
  }

  @Test
  void comparesWithTheHighestApprovedVersionBelow() {
    line.add(approved(1));
    line.add(approved(3));
    ModelVersion rejected = version(2, null);
    line.add(rejected);
    version =
        version(4, validation(null, new Gate("auc", null, null, Gate.Reference.Champion, 0.02)));
    line.add(version);
    settle();
    assertThat(status().validation()).extracting("champion").isEqualTo("fares-v3");
    finish(
        job ->
            ended(
                job,
                "Succeeded",
                container(
                    "validate",
                    0,
                    TerminationMessage.of(
                        new ValidateResult(
                            Map.of("auc", 0.74), Map.of("auc", 0.77), 5, "card", "profile")))));
    assertThat(condition("Ready")).isEqualTo("False GatesNotMet");
    assertThat(message("Ready")).contains("fares-v3 has 0.77");
    assertThat(status().championMetrics()).containsEntry("auc", 0.77);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("DigestMismatch", failed("fetch", failure("DigestMismatch", false)), false),
        Arguments.of("FetchFailed", failed("fetch", failure("NotFound", false)), false),
        Arguments.of(
            "ModelNotServable", failed("validate", failure("ModelNotServable", false)), false),
        Arguments.of(
            "InferenceFailed", failed("validate", failure("InferenceFailed", false)), false),
        Arguments.of(
            "StoreUnreachable", failed("validate", failure("StoreUnreachable", true)), true),
        Arguments.of(
            "ChampionNotReady", failed("validate", failure("ChampionNotReady", true)), true),
        Arguments.of("OOMKilled", failed("validate", ""), true),
        Arguments.of("PodLost", succeededWith(null), true));
  }

  @ParameterizedTest(name = "{0}, tried again: {2}")
  @MethodSource("failures")
  void failsOrTriesAgain(String reason, Function<Job, ObservedJob> fate, boolean retried) {
    settle();
    finish(fate);
    if (!retried) {
      assertThat(condition("Validated")).isEqualTo("False " + reason);
      assertThat(status().phase()).isEqualTo("Failed");
      assertThat(created).hasSize(1);
      return;
    }
    assertThat(condition("Validated")).isEqualTo("Unknown Retrying");
    for (int attempt = 2; attempt <= 3; attempt++) {
      assertThat(again).isPositive();
      now = now.plusSeconds(30);
      settle();
      assertThat(created).hasSize(attempt).doesNotHaveDuplicates();
      finish(fate);
    }
    assertThat(condition("Validated")).isEqualTo("False " + reason);
    assertThat(condition("Stalled")).isEqualTo("True " + reason);
    now = now.plusSeconds(3000);
    settle();
    assertThat(created).hasSize(3);
  }

  @Test
  void aRuntimeThatCrashesIsNotWaitedFor() {
    settle();
    finish(
        job ->
            ended(
                job,
                "Running",
                new ContainerStatusBuilder()
                    .withName("runtime")
                    .withRestartCount(2)
                    .withNewState()
                    .withNewWaiting("", "CrashLoopBackOff")
                    .endState()
                    .withNewLastState()
                    .withNewTerminated()
                    .withExitCode(1)
                    .withReason("Error")
                    .withMessage("ModuleNotFoundError: No module named 'xgboost'")
                    .endTerminated()
                    .endLastState()
                    .build()));
    assertThat(condition("Validated")).isEqualTo("False ModelNotServable");
    assertThat(message("Ready")).contains("exit code 1", "No module named 'xgboost'");
    assertThat(stopped).containsExactly("fares-v2-validate-a1");
  }

  @Test
  void givesUpAnImageThatCannotBePulled() {
    settle();
    Function<Job, ObservedJob> stuck =
        job ->
            ended(
                job,
                "Pending",
                new ContainerStatusBuilder()
                    .withName("runtime")
                    .withImage("serve:1")
                    .withNewState()
                    .withNewWaiting("not found", "ErrImagePull")
                    .endState()
                    .build());
    finish(stuck);
    assertThat(condition("Ready")).isEqualTo("False ImagePull");
    assertThat(condition("Validated")).isEqualTo("Unknown ImagePull");
    now = now.plusSeconds(900);
    settle();
    assertThat(condition("Validated")).isEqualTo("False ImagePull");
    assertThat(stopped).hasSize(1);
    assertThat(created).hasSize(1);
  }

  @Test
  void saysWhoServesIt() {
    version = version(1, null);
    servedBy = List.of("fares", "fares-canary");
    settle();
    assertThat(condition("InUse")).isEqualTo("True Serving");
    assertThat(status().servedBy()).containsExactly("fares", "fares-canary");
    servedBy = List.of();
    settle();
    assertThat(condition("InUse")).isEqualTo("False NotServing");
    assertThat(status().servedBy()).isEmpty();
  }

  @ParameterizedTest(name = "death after write {0}")
  @org.junit.jupiter.params.provider.ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void endsTheSameWhereverTheOperatorDies(int write) {
    deathAfter = write;
    settle();
    finish(failed("validate", failure("StoreUnreachable", true)));
    now = now.plusSeconds(30);
    settle();
    finish(succeeded(Map.of("auc", 0.757)));
    assertThat(created).containsExactly("fares-v2-validate-a1", "fares-v2-validate-a2");
    assertThat(status().phase()).isEqualTo("Approved");
  }

  @Test
  void makesAPodWithBothModels() {
    line.add(approved(1));
    now = Instant.parse("2026-11-20T10:00:00Z");
    Decision decision = next();
    assertThat(decision).isInstanceOf(Decision.Start.class);
    Golden.assertYaml(((Decision.Start) decision).job(), "modelversion/validation.yaml");
  }

  private ModelVersionStatus status() {
    return Objects.requireNonNull(version.getStatus());
  }

  private String condition(String type) {
    return Conditions.find(status().conditions(), type)
        .map(c -> c.status() + " " + c.reason())
        .orElse("none");
  }

  private String message(String type) {
    return Conditions.find(status().conditions(), type).orElseThrow().message();
  }

  private void decide(ModelVersionSpec.Decision decision) {
    ModelVersionSpec s = version.getSpec();
    version.setSpec(
        new ModelVersionSpec(
            s.documentation(),
            s.model(),
            s.version(),
            s.artifact(),
            s.lineage(),
            s.metrics(),
            s.validation(),
            decision));
    settle();
  }

  private void finish(Function<Job, ObservedJob> fate) {
    String name = created.getLast();
    jobs.put(name, fate.apply(Objects.requireNonNull(jobs.get(name)).job()));
    settle();
  }

  private Decision next() {
    return ModelVersionPlan.next(
        version,
        new ModelVersionObserved(Map.copyOf(jobs), line, servedBy),
        PRESETS,
        SETTINGS,
        now);
  }

  private void settle() {
    for (int i = 0; i < 20; i++) {
      int before = writes;
      try {
        reconcile();
      } catch (IllegalStateException death) {
        deathAfter = Integer.MAX_VALUE;
      }
      if (writes == before) {
        return;
      }
    }
    throw new AssertionError("does not settle");
  }

  private void reconcile() {
    Decision decision = next();
    again = decision.again();
    switch (decision) {
      case Decision.Start start -> {
        String name = start.job().getMetadata().getName();
        assertThat(jobs).doesNotContainKey(name);
        start.job().getMetadata().setUid("uid-of-" + name);
        created.add(name);
        jobs.put(name, new ObservedJob(start.job(), List.of()));
        wrote();
      }
      case Decision.Rest rest ->
          rest.stop()
              .forEach(
                  job -> {
                    stopped.add(job.getMetadata().getName());
                    jobs.remove(job.getMetadata().getName());
                    wrote();
                  });
    }
    if (!decision.status().equals(version.getStatus())) {
      version.setStatus(decision.status());
      wrote();
    }
  }

  private void wrote() {
    writes++;
    if (writes == deathAfter) {
      throw new IllegalStateException("the operator dies");
    }
  }

  private static Function<Job, ObservedJob> succeeded(Map<String, Double> metrics) {
    return succeededWith(
        TerminationMessage.of(
            new ValidateResult(metrics, null, 1000, "pvc://c/README.md", "pvc://c/p.json")));
  }

  private static Function<Job, ObservedJob> succeededWith(@Nullable String message) {
    return job -> ended(job, "Succeeded", container("validate", 0, message));
  }

  private static Function<Job, ObservedJob> failed(String container, String message) {
    return job -> {
      ContainerStatus status = container(container, message.isEmpty() ? 137 : 1, message);
      if (message.isEmpty()) {
        status.getState().getTerminated().setReason("OOMKilled");
      }
      return ended(job, "Failed", status);
    };
  }

  private static String failure(String reason, boolean retryable) {
    return TerminationMessage.of(new Failure(reason, "what happened", retryable));
  }

  private static ContainerStatus container(String name, int code, @Nullable String message) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withMessage(message)
        .endTerminated()
        .endState()
        .build();
  }

  private static ObservedJob ended(Job job, String phase, ContainerStatus status) {
    return new ObservedJob(
        job,
        List.of(
            new PodBuilder()
                .withNewMetadata()
                .withName(job.getMetadata().getName() + "-x")
                .withCreationTimestamp("2026-11-20T10:00:00Z")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .withContainerStatuses(status)
                .endStatus()
                .build()));
  }

  private static Validation validation(@Nullable ApprovalMode mode, Gate... gates) {
    return new Validation(new Runtime("sklearn", null, null, null), List.of(gates), mode);
  }

  private static ModelVersion approved(long number) {
    ModelVersion version = version(number, null);
    version.setStatus(
        new ModelVersionStatus(
            1L,
            "Approved",
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            List.of(),
            null,
            List.of(
                Condition.of("Approved", "True", "GatesPassed", ""),
                Condition.of("Ready", "True", "GatesPassed", ""))));
    return version;
  }

  private static ModelVersion version(long number, @Nullable Validation validation) {
    var version = new ModelVersion();
    version.setMetadata(
        new ObjectMetaBuilder()
            .withName("fares-v" + number)
            .withNamespace("ml")
            .withUid("uid-" + number)
            .withGeneration(1L)
            .build());
    String digest = Digest.ofText("snapshot");
    var snapshot =
        new Snapshot(
            Digest.shortened(digest, 12),
            digest,
            "pvc://slipway-store/root/datasets/ml/rides/" + Digest.hex(digest),
            100,
            80,
            0,
            20,
            4096,
            Digest.ofText("schema"),
            "late",
            Task.BinaryClassification,
            "2026-11-20T09:30:00Z");
    String model = Digest.ofText("model " + number);
    version.setSpec(
        new ModelVersionSpec(
            null,
            "fares",
            number,
            new Artifact(
                "pvc://slipway-store/root/models/ml/fares/" + Digest.hex(model), model, 10L),
            new Lineage("fares", "sha256:0", "train:1", null, Map.of(), "rides", snapshot),
            Map.of("loss", 0.5),
            validation,
            null));
    return version;
  }

  @Test
  void statusSurvivesItsJson() throws JsonProcessingException {
    settle();
    finish(succeeded(Map.of("auc", 0.757)));
    JsonMapper json = JsonMapper.builder().build();
    assertThat(json.readValue(json.writeValueAsString(status()), ModelVersionStatus.class))
        .isEqualTo(status());
  }
}
