package dev.slipway.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Decision;
import dev.slipway.api.Slipway;
import dev.slipway.api.Validation;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A model in service, trained once for all tests here. Clients ask it through its Service all the
 * time, whatever a test does to it; the last test looks at what they were answered.
 */
@OnCluster(OnCluster.Provider.KIND)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServingIT {
  private static final Path SAMPLE = Path.of("config/samples/breast-cancer");
  private static final Path FOLDER = Path.of("src/test/resources/loop/serving");
  private static final String NAME = "breast-cancer";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Traffic clients;

  @BeforeAll
  static void serve(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    for (String file : List.of("10-data", "20-dataset", "30-trainingjob")) {
      Sample.apply(client, SAMPLE.resolve(file + ".yaml"), namespace);
    }
    Sample.apply(client, FOLDER.resolve("deployment.yaml"), namespace);
    awaitStatus("v1 serves", status -> serves(status, "v1"));
    clients = Traffic.start(client, namespace, FOLDER.resolve("clients.yaml"), "clients");
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  @Order(1)
  void refusesAndCountsWhatIsMalformed() throws Exception {
    String pod = pods().getFirst().getMetadata().getName();
    String model = "8080/proxy/v2/models/" + NAME;
    String good = Files.readString(SAMPLE.resolve("requests/one-case.json"));
    HttpResponse<String> answer = post(pod, model + "/infer", good);
    assertThat(answer.code()).as(answer.body()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("outputs").findValuesAsText("name"))
        .contains("predict", "predict_proba");

    List<String> malformed =
        List.of(
            "{not json",
            "",
            "[]",
            "{\"inputs\": 7}",
            good.replace("\"FP64\"", "\"NUMBER\""),
            good.replace("\"shape\": [1, 1], ", ""));
    for (String body : malformed) {
      HttpResponse<String> refusal = post(pod, model + "/infer", body);
      assertThat(refusal.code()).as(body + " -> " + refusal.body()).isBetween(400, 499);
    }
    awaitMetric(pod, "slipway_agent_requests_total{code=\"4xx\"}", malformed.size());
    awaitMetric(pod, "slipway_agent_requests_total{code=\"5xx\"}", 0);

    assertThat(post(pod, model + "/feedback", "{\"label\":1}").code()).isEqualTo(400);
    assertThat(post(pod, model + "/feedback", "{\"id\":\"case-1\",\"label\":1}").code())
        .isEqualTo(202);
    assertThat(post(pod, model + "/feedback", "{\"id\":\"never-asked\",\"label\":1}").code())
        .isEqualTo(202);
    awaitMetric(pod, "slipway_agent_feedback_total", 2);
    awaitMetric(pod, "slipway_agent_refused_feedback_total", 1);
  }

  @Test
  @Order(2)
  void aServingVersionCannotBeDeleted() {
    assertThatThrownBy(() -> version("v1").delete())
        .hasMessageContaining("is served by Deployment " + NAME);
  }

  @Test
  @Order(3)
  void anAutoscalerOwnsThePods() {
    change("{\"spec\":{\"autoscale\":{\"min\":2,\"max\":2,\"cpuPercent\":80}}}");
    awaitStatus("two pods, by the autoscaler", status -> available(status, 2));
    // the operator looks again, and knows of one pod only by its own reckoning
    change("{\"spec\":{\"progressDeadline\":\"9m\"}}");
    awaitStatus("it has looked", status -> status.phase().equals("Available"));
    assertThat(workload().getSpec().getReplicas()).isEqualTo(2);
    var scaler = client.autoscaling().v2().horizontalPodAutoscalers();
    assertThat(
            scaler
                .inNamespace(namespace.name())
                .withName(NAME)
                .get()
                .getSpec()
                .getScaleTargetRef()
                .getName())
        .isEqualTo(workload().getMetadata().getName());
    assertThatThrownBy(() -> scale(5)).hasMessageContaining("the HPA owns the replicas");
  }

  @Test
  @Order(4)
  void rollsOutAnotherVersionAtTheSizeThatServes() {
    String before = workload().getMetadata().getName();
    ModelVersionSpec v1 = version("v1").get().getSpec();
    create(2, v1.artifact(), null, Decision.Approved);
    change("{\"spec\":{\"version\":\"breast-cancer-v2\"}}");
    awaitStatus("v2 serves", status -> serves(status, "v2") && available(status, 2));
    await("the revision before is gone")
        .until(() -> workloads().stream().noneMatch(w -> w.getMetadata().getName().equals(before)));
    await("v2 is in use, v1 is not")
        .until(
            () ->
                version("v2").get().getStatus().servedBy().contains(NAME)
                    && version("v1").get().getStatus().servedBy().isEmpty());
  }

  @Test
  @Order(5)
  void scalesByItsSubresource() {
    change("{\"spec\":{\"autoscale\":null}}");
    awaitStatus("one pod without the autoscaler", status -> status.replicas() == 1);
    scale(2);
    awaitStatus("two pods", status -> available(status, 2));
    assertThat(deployment().get().getSpec().replicas()).isEqualTo(2);
    assertThat(pods()).hasSize(2);
    scale(1);
    awaitStatus("one pod", status -> available(status, 1) && status.replicas() == 1);
    assertThat(client.autoscaling().v2().horizontalPodAutoscalers())
        .satisfies(
            all -> assertThat(all.inNamespace(namespace.name()).list().getItems()).isEmpty());
  }

  @Test
  @Order(6)
  void doesNotServeACorruptedModel() throws IOException {
    Sample.apply(client, FOLDER.resolve("corrupt.yaml"), namespace);
    await("a copy of the model is corrupted")
        .until(
            () ->
                client
                    .pods()
                    .inNamespace(namespace.name())
                    .withName("corrupt")
                    .get()
                    .getStatus()
                    .getPhase(),
            "Succeeded"::equals);
    ModelVersionSpec v1 = version("v1").get().getSpec();
    var corrupted = new Artifact("pvc://slipway-store/corrupted", v1.artifact().digest(), null);
    create(3, corrupted, v1.validation(), null);
    awaitReady("ModelVersion", NAME + "-v3", "DigestMismatch");

    change("{\"spec\":{\"version\":\"breast-cancer-v3\"}}");
    awaitReady("Deployment", NAME, "VersionNotApproved");
    assertThat(servesOn("v2")).isTrue();

    version("v3").patch(MERGE, "{\"spec\":{\"approval\":\"Approved\"}}");
    awaitReady("Deployment", NAME, "DigestMismatch");
    assertThat(servesOn("v2")).isTrue();
    assertThat(deployment().get().getStatus().abandoned()).isNotNull();

    change("{\"spec\":{\"version\":\"breast-cancer-v2\"}}");
    awaitStatus("v2 is what is asked for", status -> status.phase().equals("Available"));
  }

  @Test
  @Order(7)
  void theMonitorTellsOfLabelsThatNobodyAskedFor() {
    await("the label of an unknown id is told")
        .until(
            () -> Sample.condition(client, namespace, "Monitor", NAME, "LabelsMatch"),
            found ->
                found.reason().equals("UnknownLabels")
                    && found.status().equals("False")
                    && found.message().startsWith("1 labels"));
    assertThat(Sample.eventReasons(client, namespace, "Monitor", NAME)).contains("UnknownLabels");
  }

  @Test
  @Order(7)
  void aSnapshotThatIsAskedForIsPreparedAgain() {
    var dataset = client.resources(Dataset.class).inNamespace(namespace.name()).withName(NAME);
    String digest = dataset.get().getStatus().snapshot().digest();
    dataset.patch(MERGE, "{\"metadata\":{\"annotations\":{\"slipway.dev/refresh\":\"now\"}}}");
    await("the preparation that was asked for")
        .until(
            () -> dataset.get().getStatus(),
            status ->
                status.preparation().trigger().equals("Asked")
                    && status.preparation().finishedAt() != null);
    DatasetStatus status = dataset.get().getStatus();
    assertThat(status.preparation().number()).isEqualTo(2);
    assertThat(status.refreshHandled()).isEqualTo("now");
    assertThat(status.snapshot().digest()).as("the same data").isEqualTo(digest);
  }

  @Test
  @Order(8)
  void noRequestHasFailed() throws IOException {
    JsonNode summary = clients.stop();
    assertThat(summary.path("requests").asInt()).as(summary.toString()).isGreaterThan(300);
    assertThat(summary.path("failed").asInt()).as(summary.toString()).isZero();
  }

  private static void create(
      int number, Artifact artifact, Validation validation, Decision approval) {
    ModelVersionSpec v1 = version("v1").get().getSpec();
    var another = new ModelVersion();
    another.getMetadata().setName(NAME + "-v" + number);
    another.getMetadata().setNamespace(namespace.name());
    another.setSpec(
        new ModelVersionSpec(
            null, NAME, (long) number, artifact, v1.lineage(), null, validation, approval));
    client.resource(another).create();
  }

  private static boolean servesOn(String version) {
    DeploymentStatus status = deployment().get().getStatus();
    return status.revision().modelVersion().equals(NAME + "-" + version)
        && status.availableReplicas() > 0
        && Sample.condition(client, namespace, "Deployment", NAME, "Available")
            .status()
            .equals("True");
  }

  private static void awaitReady(String kind, String name, String reason) {
    Sample.Found found =
        await(kind + " " + name + " ends with " + reason)
            .until(
                () -> Sample.ready(client, namespace, kind, name),
                ready -> ready.reason().equals(reason));
    assertThat(found.status()).isEqualTo("False");
    assertThat(found.message()).isNotBlank();
    assertThat(Sample.eventReasons(client, namespace, kind, name)).contains(reason);
  }

  /** Waits until the status answers the present spec and is as it should be. */
  private static void awaitStatus(String what, Predicate<DeploymentStatus> expected) {
    await(what)
        .until(
            () -> deployment().get(),
            mdep ->
                mdep.getStatus() != null
                    && mdep.getMetadata()
                        .getGeneration()
                        .equals(mdep.getStatus().observedGeneration())
                    && expected.test(mdep.getStatus()));
  }

  private static boolean serves(DeploymentStatus status, String version) {
    return status.phase().equals("Available")
        && status.revision().modelVersion().equals(NAME + "-" + version);
  }

  private static boolean available(DeploymentStatus status, int pods) {
    return Integer.valueOf(pods).equals(status.availableReplicas());
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(250));
  }

  private static void change(String patch) {
    deployment().patch(MERGE, patch);
  }

  /** As {@code kubectl scale} does it. */
  private static void scale(int replicas) {
    deployment().subresource("scale").patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
  }

  private static Resource<ModelDeployment> deployment() {
    return client.resources(ModelDeployment.class).inNamespace(namespace.name()).withName(NAME);
  }

  private static Resource<ModelVersion> version(String number) {
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .withName(NAME + "-" + number);
  }

  /** The apps/v1 Deployment that serves. */
  private static Deployment workload() {
    String serving = deployment().get().getStatus().revision().name();
    return client.apps().deployments().inNamespace(namespace.name()).withName(serving).get();
  }

  private static List<Deployment> workloads() {
    return client.apps().deployments().inNamespace(namespace.name()).list().getItems();
  }

  /** The pods that serve. */
  private static List<Pod> pods() {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.REVISION, workload().getMetadata().getName())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** A request is counted when its answer has left, which may be after it has arrived. */
  private static void awaitMetric(String pod, String name, double expected) {
    await(name).until(() -> metric(pod, name), value -> value == expected);
  }

  private static double metric(String pod, String name) throws Exception {
    return send(client.getHttpClient().newHttpRequestBuilder().uri(at(pod, "9090/proxy/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> post(String pod, String path, String body) throws Exception {
    return send(
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(at(pod, path))
            .post("application/json", body));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.getHttpClient().sendAsync(request.build(), String.class).get(30, SECONDS);
  }

  /** By way of the API server's proxy, as a forwarded port may lose a connection. */
  private static URI at(String pod, String portAndPath) {
    return URI.create(
        "%sapi/v1/namespaces/%s/pods/%s:%s"
            .formatted(client.getMasterUrl(), namespace.name(), pod, portAndPath));
  }
}
