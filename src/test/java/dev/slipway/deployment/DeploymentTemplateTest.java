package dev.slipway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DeploymentSpec.Autoscale;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeploymentTemplateTest {
  private static final Path GOLDEN = Path.of("src/test/resources/deployment");

  private final Scene scene = new Scene();

  @Test
  void aRevisionIsAsWrittenDown() throws IOException {
    scene.spec(null, 2, null, 0.25).version(1, true).settle();

    golden("revision.yaml", scene.workload(scene.candidate()));
  }

  @Test
  void serviceBudgetAndAutoscalerAreAsWrittenDown() throws IOException {
    scene.spec(null, null, new Autoscale(2, 6, 60), null).version(1, true).rollOut();

    golden("service.yaml", Objects.requireNonNull(scene.service));
    golden("budget.yaml", Objects.requireNonNull(scene.budget));
    golden("autoscaler.yaml", Objects.requireNonNull(scene.autoscaler));
  }

  @Test
  void podsMeetTheRestrictedStandardAndHoldNoToken() {
    PodSpec pod = pod();

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getContainers())
        .extracting(Container::getName)
        .containsExactly("runtime", "agent");
    for (Container container : pod.getContainers()) {
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }
  }

  @Test
  void theRuntimeOutlivesTheAgentsDrainingAndTheGraceBoth() {
    PodSpec pod = pod();
    Container agent = pod.getContainers().getLast();
    long drain =
        agent.getEnv().stream()
            .filter(variable -> variable.getName().equals("SLIPWAY_DRAIN_SECONDS"))
            .map(EnvVar::getValue)
            .mapToLong(Long::parseLong)
            .sum();
    long lingers =
        pod.getContainers().getFirst().getLifecycle().getPreStop().getSleep().getSeconds();

    assertThat(lingers).isGreaterThan(drain);
    assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(drain + 20 + 5 + 5);
  }

  private PodSpec pod() {
    scene.version(1, true).settle();
    Deployment workload = scene.workload(scene.candidate());
    return workload.getSpec().getTemplate().getSpec();
  }

  /** Compares with a file; with -Dgolden=write the file is written instead. */
  private static void golden(String file, Object object) throws IOException {
    Path path = GOLDEN.resolve(file);
    String yaml = Serialization.asYaml(object);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(path, yaml);
    }
    assertThat(Serialization.yamlMapper().readTree(yaml))
        .isEqualTo(Serialization.yamlMapper().readTree(Files.readString(path)));
  }
}
