package dev.slipway.runtime;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The container that serves a model. Its caller mounts the model's volume. */
public final class RuntimeTemplate {
  /** The name of the port that speaks the Open Inference Protocol; probes refer to it. */
  public static final String HTTP_PORT_NAME = "runtime-http";

  /** The variables that come before a runtime's own, so that its own may say $(…) of them. */
  public static final List<String> VARIABLES =
      List.of(
          "SLIPWAY_HTTP_PORT",
          "SLIPWAY_GRPC_PORT",
          "SLIPWAY_METRICS_PORT",
          "SLIPWAY_MODEL_NAME",
          "SLIPWAY_MODEL_PATH");

  /**
   * A runtime's container.
   *
   * @param name the container's name in its pod
   * @param preset a resolved preset, see {@link RuntimePresets#resolve}
   * @param model the name that the runtime serves the model under
   * @param path the folder with the model's files
   * @param ports where the runtime listens
   */
  public static ContainerBuilder container(
      String name, RuntimePreset preset, String model, String path, RuntimePorts ports) {
    Container container = preset.container();
    return new ContainerBuilder(container)
        .withName(name)
        .withEnv(environment(container, model, path, ports))
        .withPorts(ports(container, ports.http()))
        .addToVolumeMounts(mount(tmpName(name), "/tmp"))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(restricted(container.getSecurityContext()));
  }

  /** The volume at the container's /tmp. */
  public static Volume tmp(String name) {
    return new VolumeBuilder().withName(tmpName(name)).withNewEmptyDir().endEmptyDir().build();
  }

  private static List<EnvVar> environment(
      Container container, String model, String path, RuntimePorts ports) {
    var values =
        List.of(
            String.valueOf(ports.http()),
            String.valueOf(ports.grpc()),
            String.valueOf(ports.metrics()),
            model,
            path);
    var environment = new ArrayList<EnvVar>();
    for (int i = 0; i < values.size(); i++) {
      environment.add(variable(VARIABLES.get(i), values.get(i)));
    }
    environment.addAll(container.getEnv());
    return environment;
  }

  private static List<ContainerPort> ports(Container container, int http) {
    var all = new ArrayList<ContainerPort>();
    all.add(new ContainerPortBuilder().withName(HTTP_PORT_NAME).withContainerPort(http).build());
    container.getPorts().stream()
        .filter(port -> !HTTP_PORT_NAME.equals(port.getName()))
        .filter(port -> !Objects.equals(port.getContainerPort(), http))
        .forEach(all::add);
    return all;
  }

  /** What the restricted Pod Security Standard asks of a container, where it says nothing else. */
  private static SecurityContext restricted(@Nullable SecurityContext given) {
    var context = given == null ? new SecurityContextBuilder() : new SecurityContextBuilder(given);
    if (given == null || given.getAllowPrivilegeEscalation() == null) {
      context.withAllowPrivilegeEscalation(false);
    }
    if (given == null || given.getCapabilities() == null) {
      context.withNewCapabilities().withDrop("ALL").endCapabilities();
    }
    return context.build();
  }

  private static String tmpName(String container) {
    return container + "-tmp";
  }

  private RuntimeTemplate() {}
}
