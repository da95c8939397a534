package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJob;
import dev.slipway.store.ObjectStore;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Inventory;
import dev.slipway.testing.ModelService;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorRights;
import dev.slipway.testing.Release;
import dev.slipway.testing.S3Pod;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The chart with two watched namespaces and an S3 store: the operator keeps to them, everything
 * lies in the bucket, and uninstalling takes nothing but the operator away.
 */
@OnCluster(OnCluster.Provider.KIND)
class InstallationIT {
  private static final Path SAMPLE = Path.of("config/samples/breast-cancer");
  private static final List<String> LOOP =
      List.of("10-data", "20-dataset", "30-trainingjob", "40-deployment");
  private static final String NAME = "breast-cancer";
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> VALUES = new HashMap<>();
  private static List<Namespace> all = List.of();

  /** Has the whole loop. */
  private static Namespace first;

  /** Has a Dataset. */
  private static Namespace second;

  /** Has the loop's objects, and nobody who looks at them. */
  private static Namespace unwatched;

  private static S3Pod s3;

  @BeforeAll
  static void install(
      Cluster cluster, KubernetesClient client, Namespace a, Namespace b, Namespace c, Namespace d)
      throws IOException {
    all = List.of(a, b, c, d);
    first = a;
    second = b;
    unwatched = c;
    s3 = S3Pod.start(client, d);
    s3.putSecretInto(first);
    s3.putSecretInto(second);
    VALUES.putAll(s3.values());
    VALUES.put("watchNamespaces", "{" + first.name() + "," + second.name() + "}");
    VALUES.put("replicas", "1"); // starts sooner
    Release.install(cluster, VALUES);
    for (String file : LOOP) {
      Sample.apply(client, SAMPLE.resolve(file + ".yaml"), unwatched);
      Sample.apply(client, SAMPLE.resolve(file + ".yaml"), first);
    }
    Sample.apply(client, SAMPLE.resolve("10-data.yaml"), second);
    Sample.apply(client, SAMPLE.resolve("20-dataset.yaml"), second);
    untilReady(client, first, "Deployment");
    untilReady(client, second, "Dataset");
  }

  @AfterAll
  static void putTheDefaultBack(Cluster cluster, KubernetesClient client) throws IOException {
    try {
      if (s3 != null) {
        s3.close();
      }
      // first, or the default operator would go on with their objects, in its own store
      all.forEach(namespace -> client.namespaces().withName(namespace.name()).delete());
    } finally {
      Release.install(cluster, Map.of());
    }
  }

  @Test
  void everythingLiesInTheBucket(KubernetesClient client) throws IOException {
    var models = client.resources(ModelVersion.class).inNamespace(first.name());
    var model = models.withName(NAME + "-v1").require().getSpec().artifact();
    assertThat(Sample.condition(client, first, "ModelVersion", NAME + "-v1", "Validated").status())
        .isEqualTo("True");
    try (ObjectStore store = s3.open()) {
      for (Namespace namespace : List.of(first, second)) {
        var snapshot = dataset(client, namespace).getStatus().snapshot();
        assertThat(snapshot.uri()).startsWith(S3Pod.URL + "/datasets/" + namespace.name() + "/");
        assertThat(below(store, snapshot.uri()))
            .contains("manifest.json", "schema.json", "recipe.json", "profile.json")
            .anyMatch(file -> file.matches("train/.*\\.parquet"))
            .anyMatch(file -> file.matches("test/.*\\.parquet"));
        assertThat(json(store, snapshot.uri() + "/manifest.json").path("digest").asText())
            .isEqualTo(snapshot.digest());
      }
      assertThat(model.uri()).startsWith(S3Pod.URL + "/models/" + first.name() + "/");
      assertThat(below(store, model.uri()))
          .contains("artifact.json")
          .anyMatch(file -> file.startsWith("files/"));
      assertThat(json(store, model.uri() + "/artifact.json").path("digest").asText())
          .isEqualTo(model.digest());
      assertThat(store.list("modelversions/" + first.name() + "/" + NAME + "-v1"))
          .extracting(file -> Path.of(file).getFileName().toString())
          .contains("validation.json", "predictions.json", "README.md");
    }
    assertThat(answer(client)).contains("predict", "predict_proba");
  }

  @Test
  void onlyPodsThatNeedTheKeysSeeThem(Cluster cluster, KubernetesClient client) {
    List<Pod> pods = client.pods().inNamespace(first.name()).list().getItems();
    assertThat(pods.stream().flatMap(pod -> s3.keyHolders(pod).stream()))
        .as("containers of ours, none of the user's")
        .contains("prepare", "fetch", "publish", "agent")
        .doesNotContain("train", "runtime");
    List<Pod> operators = Release.operators(cluster);
    assertThat(operators).isNotEmpty().allMatch(pod -> s3.keyHolders(pod).isEmpty());
    Stream.concat(operators.stream(), Inventory.objects(client, first).stream())
        .forEach(o -> assertThat(Serialization.asYaml(o)).doesNotContain(s3.secretKey()));
    var rights = new OperatorRights(client);
    assertThat(rights.may("get", "secrets", first)).isFalse();
    assertThat(rights.may("list", "secrets", first)).isFalse();
  }

  @Test
  void theOperatorKeepsToItsNamespaces(KubernetesClient client) {
    for (String kind : List.of("Dataset", "TrainingJob", "Deployment")) {
      var object = Sample.get(client, unwatched, kind, NAME);
      assertThat(object).as(kind).isNotNull();
      assertThat(object.getAdditionalProperties()).as(kind).doesNotContainKey("status");
    }
    assertThat(client.batch().v1().jobs().inNamespace(unwatched.name()).list().getItems())
        .isEmpty();

    var rights = new OperatorRights(client);
    for (String kind :
        List.of("datasets", "trainingjobs", "modelversions", "deployments", "monitors")) {
      for (String verb : List.of("get", "list", "watch")) {
        String resource = kind + ".slipway.dev";
        assertThat(rights.may(verb, resource, first)).as(verb + " " + kind).isTrue();
        assertThat(rights.may(verb, resource, second)).as(verb + " " + kind).isTrue();
        assertThat(rights.may(verb, resource, unwatched)).as(verb + " " + kind).isFalse();
        assertThat(rights.may(verb, resource, null)).as(verb + " all " + kind).isFalse();
      }
      assertThat(rights.may("patch", kind + "/status.slipway.dev", first)).isTrue();
      assertThat(rights.may("patch", kind + "/status.slipway.dev", unwatched)).isFalse();
    }
    assertThat(rights.may("create", "jobs.batch", first)).isTrue();
    assertThat(rights.may("create", "jobs.batch", unwatched)).isFalse();

    var models = client.resources(ModelVersion.class).inNamespace(first.name());
    assertThatThrownBy(() -> models.withName(NAME + "-v1").dryRun().delete())
        .hasMessageContaining("is served by Deployment " + NAME);
  }

  @Test
  void uninstallingTakesNothingButTheOperator(Cluster cluster, KubernetesClient client)
      throws IOException {
    Set<String> objects = Inventory.identities(client, first, second);
    Map<String, Long> files = s3.files();
    TrainingJob trained = trainingJob(client);

    Release.uninstall(cluster);
    assertThat(Inventory.identities(client, first, second)).isEqualTo(objects);
    assertThat(s3.files()).isEqualTo(files);
    assertThat(answer(client)).as("it serves with no operator").contains("predict");

    // so that the next operator has something to do for what it finds
    client.services().inNamespace(first.name()).withName(NAME).delete();
    Release.install(cluster, VALUES);
    Awaitility.await("the Service is back, and so are the answers")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> answer(client).contains("predict"));
    Path unknown = Path.of("src/test/resources/bad/dataset-unknown.yaml");
    Sample.apply(client, unknown, second);
    Awaitility.await("the other namespace is watched too")
        .atMost(PATIENCE)
        .until(
            () -> Sample.ready(client, second, "TrainingJob", "dataset-unknown").reason(),
            "DatasetNotFound"::equals);
    untilReady(client, first, "Deployment");
    client.resources(TrainingJob.class).inNamespace(second.name()).delete();

    assertThat(Inventory.identities(client, first, second))
        .as("nothing ran again")
        .isEqualTo(objects);
    assertThat(s3.files()).isEqualTo(files);
    assertThat(trainingJob(client).getStatus()).isEqualTo(trained.getStatus());
  }

  private static void untilReady(KubernetesClient client, Namespace namespace, String kind) {
    Awaitility.await(kind + " " + NAME + " is ready")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> Sample.ready(client, namespace, kind, NAME),
            found -> found.status().equals("True"));
  }

  private static List<String> answer(KubernetesClient client) throws IOException {
    String request = Files.readString(SAMPLE.resolve("requests/one-case.json"));
    return ModelService.infer(client, first, NAME, request)
        .path("outputs")
        .findValuesAsText("name");
  }

  private static Dataset dataset(KubernetesClient client, Namespace namespace) {
    return client.resources(Dataset.class).inNamespace(namespace.name()).withName(NAME).require();
  }

  private static TrainingJob trainingJob(KubernetesClient client) {
    return client.resources(TrainingJob.class).inNamespace(first.name()).withName(NAME).require();
  }

  private static List<String> below(ObjectStore store, String uri) {
    String folder = uri.substring(S3Pod.URL.length() + 1) + "/";
    return store.list(folder).stream().map(file -> file.substring(folder.length())).toList();
  }

  private static JsonNode json(ObjectStore store, String uri) throws IOException {
    return JSON.readTree(store.read(uri.substring(S3Pod.URL.length() + 1)));
  }
}
