package dev.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.RequestFormat;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeTemplateTest {
  @Test
  void slipwaysVariablesComeFirstSoThatOwnOnesExpandThem() {
    Container container =
        template(
            new ContainerBuilder()
                .withImage("a")
                .addNewEnv()
                .withName("PORT")
                .withValue("$(SLIPWAY_HTTP_PORT)")
                .endEnv()
                .build());

    assertThat(container.getEnv())
        .extracting(EnvVar::getName)
        .containsExactly(
            "SLIPWAY_HTTP_PORT",
            "SLIPWAY_GRPC_PORT",
            "SLIPWAY_METRICS_PORT",
            "SLIPWAY_MODEL_NAME",
            "SLIPWAY_MODEL_PATH",
            "PORT");
    assertThat(container.getEnv())
        .extracting(EnvVar::getValue)
        .startsWith("8181", "8182", "8183", "fares", "/slipway/champion");
  }

  @Test
  void thePortHasItsNameAndStandsOnce() {
    Container container =
        template(
            new ContainerBuilder()
                .withImage("a")
                .addNewPort()
                .withContainerPort(8181)
                .endPort()
                .addNewPort()
                .withName("extra")
                .withContainerPort(9000)
                .endPort()
                .build());

    assertThat(container.getPorts())
        .extracting(ContainerPort::getName)
        .containsExactly("runtime-http", "extra");
  }

  @Test
  void whatTheRestrictedStandardAsksIsFilledInAndNothingElse() {
    Container container =
        template(
            new ContainerBuilder()
                .withImage("a")
                .withSecurityContext(new SecurityContextBuilder().withRunAsUser(1000L).build())
                .build());

    assertThat(container.getSecurityContext())
        .isEqualTo(
            new SecurityContextBuilder()
                .withRunAsUser(1000L)
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build());
    assertThat(container.getVolumeMounts().getFirst().getName())
        .isEqualTo(RuntimeTemplate.tmp("champion").getName());
  }

  private static Container template(Container given) {
    var preset =
        new RuntimePreset("p", "OpenInference", List.of("sklearn"), given, RequestFormat.PLAIN);
    return RuntimeTemplate.container(
            "champion", preset, "fares", "/slipway/champion", RuntimePorts.SECOND)
        .build();
  }
}
