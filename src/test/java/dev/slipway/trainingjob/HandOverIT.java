package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import dev.slipway.testing.Trainings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs of other operators: accepted by their real CRDs, run by Kubernetes, and by an acted KubeRay.
 */
@OnCluster(OnCluster.Provider.KIND)
class HandOverIT {
  private static final Path FOLDER = Path.of("src/test/resources/loop/hand-over");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Trainings trainings;

  @BeforeAll
  static void install(KubernetesClient admin, Namespace fresh)
      throws IOException, InterruptedException {
    client = admin;
    namespace = fresh;
    trainings = new Trainings(admin, fresh, PATIENCE);
    Process script =
        new ProcessBuilder("config/cluster/crds")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String folder =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(script.waitFor()).isZero();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      for (Path file : files.sorted().toList()) {
        var crd = Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        var there = client.apiextensions().v1().customResourceDefinitions().resource(crd);
        if (there.get() == null) {
          there.create();
        }
        there.waitUntilCondition(HandOverIT::established, 30, TimeUnit.SECONDS);
      }
    }
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "pytorchjob", "rayjob", "sparkapplication", "trainjob"})
  void whatIsFilledInIsAcceptedByTheRealSchema(String engine) {
    TrainingJob tj = Fixtures.job(HandOverTemplateTest.sample(engine));
    tj.getMetadata().setNamespace(namespace.name());
    GenericKubernetesResource job =
        HandOverTemplateTest.filled(tj, Fixtures.snapshot("one", "2026-11-20T09:30:00Z"), 2).job();
    assertThat(dryRun(job)).isNotNull();

    Map<String, Object> spec = job.get("spec");
    spec.put("noSuchField", "x");
    assertThatThrownBy(() -> dryRun(job))
        .as("a field that the schema does not have is refused")
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("noSuchField");
  }

  @Test
  void theRuntimeForTrainJobsIsAccepted() throws IOException {
    GenericKubernetesResource runtime =
        Serialization.unmarshal(
            Files.readString(Path.of("config/engines/runtimes/slipway-torch.yaml")),
            GenericKubernetesResource.class);
    assertThat(client.resource(runtime).dryRun().fieldValidation(Validation.STRICT).create())
        .isNotNull();
  }

  @Test
  void aJobOfKubernetesIsTriedAgainAndMakesAVersion() throws IOException {
    Sample.apply(client, FOLDER.resolve("job.yaml"), namespace);
    TrainingJobStatus status = trainings.succeeded("handed-over");
    assertThat(Objects.requireNonNull(status.run()).metrics()).containsEntry("trees", 200.0);
    assertThat(status.attempts())
        .extracting(Attempt::reason, Attempt::exitCode)
        .containsExactly(tuple("AppError", 3), tuple("Succeeded", 0));
    assertThat(status.attempts().getFirst().message())
        .contains("no luck this time")
        .contains("has failed: BackoffLimitExceeded");
    assertThat(status.attempts().getLast().message()).isEqualTo("200 trees have grown");
    ModelVersion version =
        client
            .resources(ModelVersion.class)
            .inNamespace(namespace.name())
            .withName("handed-over-v1")
            .require();
    assertThat(Objects.requireNonNull(version.getSpec().lineage()).image())
        .isEqualTo("slipway.local/train-sklearn:dev");
    assertThat(Objects.requireNonNull(version.getSpec().lineage()).imageId()).isNotEmpty();
    assertThat(version.getSpec().artifact().sizeBytes()).isPositive();
  }

  @Test
  void aRayJobIsRunByAnActedOperator() throws IOException {
    Sample.apply(client, FOLDER.resolve("ray.yaml"), namespace);
    GenericKubernetesResource first = rayJob(1);
    assertThat(first.<Boolean>get("spec", "shutdownAfterJobFinishes")).isTrue();
    write(
        first,
        "{jobDeploymentStatus: Failed, jobStatus: FAILED, reason: AppFailed, message: acted}");
    GenericKubernetesResource second = rayJob(2);

    Pod head = head(second);
    client.resource(head).create();
    Awaitility.await("the head runs")
        .atMost(PATIENCE)
        .until(
            () ->
                client.resource(head).require().getStatus().getContainerStatuses().stream()
                    .anyMatch(c -> c.getState().getRunning() != null));
    write(second, "{jobDeploymentStatus: Running, jobStatus: RUNNING}");
    trainings.await("by-ray", "trains", status -> "Running".equals(status.phase()));
    write(second, "{jobDeploymentStatus: Complete, jobStatus: SUCCEEDED}");
    client.resource(head).delete(); // as KubeRay shuts its cluster down

    TrainingJobStatus status = trainings.succeeded("by-ray");
    assertThat(Objects.requireNonNull(status.run()).modelVersion()).isEqualTo("by-ray-v1");
    assertThat(Objects.requireNonNull(status.run()).metrics()).containsEntry("attempt", 2.0);
    assertThat(status.attempts())
        .extracting(Attempt::reason)
        .containsExactly("EngineFailed", "Succeeded");
    assertThat(status.attempts().getFirst().message()).contains("AppFailed: acted");
  }

  @Test
  void anUnknownKindIsNamed() throws IOException {
    Sample.apply(client, FOLDER.resolve("unknown.yaml"), namespace);
    Sample.Found ready =
        Awaitility.await("it is refused")
            .atMost(PATIENCE)
            .until(
                () -> Sample.ready(client, namespace, "TrainingJob", "unknown"),
                found -> found.reason().equals("UnknownEngine"));
    assertThat(ready.message())
        .contains("NoSuchJob of example.org/v1")
        .contains("RayJob of ray.io/v1");
  }

  private static GenericKubernetesResource dryRun(GenericKubernetesResource job) {
    return client.resource(job).dryRun().fieldValidation(Validation.STRICT).create();
  }

  /** The RayJob of an attempt. */
  private static GenericKubernetesResource rayJob(int attempt) {
    return Awaitility.await("RayJob of attempt " + attempt)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                client
                    .genericKubernetesResources("ray.io/v1", "RayJob")
                    .inNamespace(namespace.name())
                    .withLabel(Slipway.TRAINING_JOB, "by-ray")
                    .withLabel(Slipway.ATTEMPT, "" + attempt)
                    .list()
                    .getItems()
                    .stream()
                    .findFirst()
                    .orElse(null),
            Objects::nonNull);
  }

  /** The pod that KubeRay makes of the head's template. */
  private static Pod head(GenericKubernetesResource job) {
    PodTemplateSpec template =
        new JsonMapper()
            .convertValue(
                job.<Map<String, Object>>get("spec", "rayClusterSpec", "headGroupSpec", "template"),
                PodTemplateSpec.class);
    return new PodBuilder()
        .withMetadata(template.getMetadata())
        .editOrNewMetadata()
        .withName(job.getMetadata().getName() + "-head")
        .withNamespace(namespace.name())
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  private static void write(GenericKubernetesResource job, String status) {
    Resource<GenericKubernetesResource> resource =
        client
            .genericKubernetesResources(job.getApiVersion(), job.getKind())
            .inNamespace(namespace.name())
            .withName(job.getMetadata().getName());
    resource.editStatus(
        found -> {
          found.setAdditionalProperty(
              "status", Serialization.unmarshal(Fixtures.yaml(status).toString(), Map.class));
          return found;
        });
  }

  private static boolean established(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
