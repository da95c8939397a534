package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetStatus;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.testing.Datasets;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Images become vectors in a container of a user's, a model learns from them, and what breaks is
 * told.
 */
@OnCluster(OnCluster.Provider.KIND)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TransformIT {
  private static final Path SAMPLE = Path.of("config/samples/images");
  private static final Path FOLDER = Path.of("src/test/resources/loop/transform");
  private static final String NAME = "digits";
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static KubernetesClient client;
  private static Namespace namespace;
  private static Datasets datasets;

  @BeforeAll
  static void apply(KubernetesClient admin, Namespace fresh) throws IOException {
    client = admin;
    namespace = fresh;
    datasets = new Datasets(admin, fresh, PATIENCE);
    for (String file : new String[] {"10-data", "20-dataset", "30-trainingjob"}) {
      Sample.apply(client, SAMPLE.resolve(file + ".yaml"), namespace);
    }
    Sample.apply(client, FOLDER.resolve("confined.yaml"), namespace);
  }

  @AfterAll
  static void leave() {
    client.namespaces().withName(namespace.name()).delete();
  }

  @Test
  @Order(1)
  void imagesBecomeVectors() {
    DatasetStatus status = datasets.await(NAME, "is ready", s -> "Ready".equals(s.phase()));
    assertThat(status.snapshot().rows()).isEqualTo(357);
    Pod pod = pod(status);
    assertThat(pod.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("prepare-0", "transform-0");
    assertThat(log(pod, "prepare-0")).contains("source digits: 357 rows, 3 columns");
    assertThat(log(pod, "transform-0")).contains("357 of 357 images");
    // path, digit and 144 numbers of each image
    assertThat(log(pod, "prepare")).contains("steps[0] transform: 357 rows, 146 columns");
  }

  @Test
  @Order(2)
  void aModelLearnsFromThem() {
    var versions = client.resources(ModelVersion.class).inNamespace(namespace.name());
    Awaitility.await("the model is validated")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                Sample.condition(client, namespace, "ModelVersion", NAME + "-v1", "Validated")
                    .status(),
            "True"::equals);
    assertThat(versions.withName(NAME + "-v1").require().getSpec().lineage().snapshot())
        .isNotNull();
  }

  @Test
  @Order(3)
  void aContainerSeesAndChangesNothingButItsOwn() {
    DatasetStatus status =
        datasets.await(
            "confined", "ends", s -> "Ready".equals(s.phase()) || "Failed".equals(s.phase()));
    assertThat(Sample.ready(client, namespace, "Dataset", "confined").message())
        .startsWith("183 rows");
    // two cells each way: one block of four
    assertThat(log(pod(status), "prepare-1")).contains("steps[0] transform: 357 rows, 38 columns");
    assertThat(log(pod(status), "prepare")).contains("steps[2] transform: 183 rows, 38 columns");
  }

  @Test
  @Order(4)
  void aContainerThatGivesUpIsToldAndTheLastGoodSnapshotStays() throws IOException {
    DatasetStatus good = datasets.await(NAME, "is ready", s -> "Ready".equals(s.phase()));
    Sample.apply(client, FOLDER.resolve("broken.yaml"), namespace);
    DatasetStatus status = datasets.await(NAME, "fails", s -> "Failed".equals(s.phase()));
    Sample.Found ready = Sample.ready(client, namespace, "Dataset", NAME);
    assertThat(ready.status()).isEqualTo("False");
    assertThat(ready.reason()).isEqualTo("TransformFailed");
    assertThat(ready.message())
        .isEqualTo("steps[0] transform: its container exited with code 3: there is no such model");
    assertThat(status.preparation().attempt()).isEqualTo(3);
    assertThat(status.snapshot()).isEqualTo(good.snapshot());
    assertThat(Sample.eventReasons(client, namespace, "Dataset", NAME)).contains("TransformFailed");
  }

  /** The pod of the last attempt. */
  private static Pod pod(DatasetStatus status) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.MANAGED_BY, Slipway.MANAGER)
        .withLabel("batch.kubernetes.io/job-name", status.preparation().job())
        .list()
        .getItems()
        .getFirst();
  }

  private static String log(Pod pod, String container) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withName(pod.getMetadata().getName())
        .inContainer(container)
        .getLog();
  }
}
