package dev.slipway.deployment;

import static dev.slipway.job.RunnerTemplate.mount;
import static dev.slipway.job.RunnerTemplate.variable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.runtime.RuntimePorts;
import dev.slipway.runtime.RuntimeTemplate;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The containers of a serving pod: fetch, runtime, agent. */
final class ServingContainers {
  /** The runtime's container. */
  static final String RUNTIME = "runtime";

  /** Where clients ask the agent. */
  static final int HTTP_PORT = 8080;

  /** Where the operator, the kubelet and Prometheus ask the agent. */
  static final int OPS_PORT = 9090;

  /** The volume with the model's files. */
  static final String MODEL_VOLUME = "model";

  /** The volume with the baseline's profiles. */
  static final String BASELINE_VOLUME = "baseline";

  /** How long the agent serves on after its pod was told to end. */
  static final int DRAIN_SECONDS = 8;

  /** The runtime outlives the agent's draining. */
  private static final long RUNTIME_LINGERS_SECONDS = DRAIN_SECONDS + 2L;

  private static final String AGENT_MEMORY = "256Mi";
  private static final String FETCH_MEMORY = "256Mi";
  private static final String JAVA_OPTIONS =
      "-Xmx64m -XX:MaxDirectMemorySize=32m -XX:ReservedCodeCacheSize=48m -XX:+ExitOnOutOfMemoryError";
  private static final JsonMapper JSON =
      JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_EMPTY).build();

  /** Brings the model, verified, and what its traffic is compared with. */
  static Container fetch(ModelVersion version, PodSettings settings, Set<String> claims) {
    Artifact artifact = version.getSpec().artifact();
    var items = new ArrayList<FetchTask.Item>();
    items.add(
        new FetchTask.Item(
            FetchTask.Kind.MODEL, artifact.uri(), artifact.digest(), PodPaths.MODEL));
    Snapshot snapshot =
        version.getSpec().lineage() == null ? null : version.getSpec().lineage().snapshot();
    if (snapshot != null) {
      items.add(file(snapshot.uri() + "/profile.json", PodPaths.BASELINE));
    }
    if (version.getStatus() != null && version.getStatus().predictionProfile() != null) {
      items.add(file(version.getStatus().predictionProfile(), PodPaths.PREDICTIONS));
    }
    return RunnerTemplate.container(
            "fetch",
            settings.image(),
            "fetch",
            new FetchTask(items, settings.store()),
            settings.store(),
            FETCH_MEMORY)
        .addAllToVolumeMounts(Claims.mounts(claims))
        .addToVolumeMounts(
            mount(MODEL_VOLUME, PodPaths.MODEL), mount(BASELINE_VOLUME, baselineFolder()))
        .build();
  }

  /** Serves the model. */
  static Container runtime(ModelDeployment deployment, Target.Wanted wanted) {
    ContainerBuilder container =
        RuntimeTemplate.container(
            RUNTIME,
            wanted.preset(),
            deployment.getSpec().model(),
            PodPaths.MODEL,
            RuntimePorts.FIRST);
    Lifecycle given = wanted.preset().container().getLifecycle();
    LifecycleBuilder lifecycle =
        given == null ? new LifecycleBuilder() : new LifecycleBuilder(given);
    if (given == null || given.getPreStop() == null) {
      lifecycle
          .withNewPreStop()
          .withNewSleep()
          .withSeconds(RUNTIME_LINGERS_SECONDS)
          .endSleep()
          .endPreStop();
    }
    return container
        .withLifecycle(lifecycle.build())
        .addToVolumeMounts(
            new VolumeMountBuilder()
                .withName(MODEL_VOLUME)
                .withMountPath(PodPaths.MODEL)
                .withReadOnly(true)
                .build())
        .build();
  }

  /** Stands before the runtime. */
  static Container agent(
      ModelDeployment deployment, Target.Wanted wanted, PodSettings settings, Set<String> claims) {
    return new ContainerBuilder()
        .withName("agent")
        .withImage(settings.image())
        .withCommand("/app/bin/agent")
        .withEnv(agentVariables(deployment, wanted, settings.store()))
        .addNewPort()
        .withName("http")
        .withContainerPort(HTTP_PORT)
        .endPort()
        .addNewPort()
        .withName("ops")
        .withContainerPort(OPS_PORT)
        .endPort()
        .withReadinessProbe(probe("/ready", 1, 3))
        .withLivenessProbe(probe("/live", 10, 6))
        .addToVolumeMounts(
            new VolumeMountBuilder()
                .withName(BASELINE_VOLUME)
                .withMountPath(baselineFolder())
                .withReadOnly(true)
                .build(),
            RunnerTemplate.tmp())
        .addAllToVolumeMounts(Claims.mounts(claims))
        .withNewResources()
        .addToRequests("cpu", new Quantity("50m"))
        .addToRequests("memory", new Quantity("160Mi"))
        .addToLimits("memory", new Quantity(AGENT_MEMORY))
        .endResources()
        .withSecurityContext(RunnerTemplate.restricted())
        .build();
  }

  private static List<EnvVar> agentVariables(
      ModelDeployment deployment, Target.Wanted wanted, StoreSettings store) {
    RequestFormat request = wanted.preset().request();
    var variables = new ArrayList<EnvVar>();
    variables.add(variable("JAVA_OPTS", JAVA_OPTIONS));
    variables.add(variable("SLIPWAY_UPSTREAM_PORT", String.valueOf(RuntimePorts.FIRST.http())));
    variables.add(variable("SLIPWAY_MODEL_NAME", deployment.getSpec().model()));
    variables.add(variable("SLIPWAY_MODEL_VERSION", wanted.version().getMetadata().getName()));
    variables.add(variable("SLIPWAY_DEPLOYMENT", deployment.getMetadata().getName()));
    variables.add(field("SLIPWAY_NAMESPACE", "metadata.namespace"));
    variables.add(field("SLIPWAY_POD", "metadata.name"));
    variables.add(field("SLIPWAY_AGENT", "metadata.uid"));
    if (deployment.getSpec().capture() != null) {
      variables.add(
          variable(
              "SLIPWAY_CAPTURE_SAMPLE", String.valueOf(deployment.getSpec().capture().sample())));
    }
    if (request.prediction() != null) {
      variables.add(variable("SLIPWAY_PREDICTION", request.prediction()));
    }
    if (request.probabilities() != null) {
      variables.add(variable("SLIPWAY_PROBABILITIES", request.probabilities()));
    }
    variables.add(variable("SLIPWAY_STORE", json(store)));
    variables.add(variable("SLIPWAY_DRAIN_SECONDS", String.valueOf(DRAIN_SECONDS)));
    variables.addAll(RunnerTemplate.storeCredentials(store));
    return variables;
  }

  private static Probe probe(String path, int period, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("ops"))
        .endHttpGet()
        .withPeriodSeconds(period)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static FetchTask.Item file(String uri, String to) {
    return new FetchTask.Item(FetchTask.Kind.FILE, uri, "", to);
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static String baselineFolder() {
    return PodPaths.BASELINE.substring(0, PodPaths.BASELINE.lastIndexOf('/'));
  }

  private static String json(StoreSettings store) {
    try {
      return JSON.writeValueAsString(store);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private ServingContainers() {}
}
