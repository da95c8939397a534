package dev.slipway.deployment;

import dev.slipway.api.DeploymentSpec;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.job.Names;
import dev.slipway.runtime.Resolution;
import dev.slipway.runtime.RuntimePreset;
import dev.slipway.runtime.RuntimePresets;
import dev.slipway.status.Conditions;
import dev.slipway.store.Digest;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a Deployment's spec asks to be served. Pure. */
sealed interface Target {
  /** The condition of a ModelVersion that lets it serve. */
  String APPROVED = "Approved";

  /**
   * A model version in a runtime.
   *
   * @param revision the name of the revision, made from everything that makes pods differ
   * @param version the ModelVersion
   * @param preset the runtime
   */
  record Wanted(String revision, ModelVersion version, RuntimePreset preset) implements Target {}

  /**
   * There is nothing to serve, or nothing new.
   *
   * @param reason NoApprovedVersion, VersionNotFound, VersionNotApproved, RuntimeNotFound or
   *     InvalidRuntime
   * @param message what to change
   * @param waiting whether it may come without a change of this object
   */
  record Missing(String reason, String message, boolean waiting) implements Target {}

  /**
   * Tells what is asked for.
   *
   * @param versions the ModelVersions of the model
   * @param serving the name of the ModelVersion that serves; it stays chosen while it is deleted
   */
  static Target of(
      ModelDeployment deployment,
      List<ModelVersion> versions,
      @Nullable String serving,
      Resolution runtime) {
    return switch (runtime) {
      case Resolution.Refused refused -> new Missing(refused.reason(), refused.message(), false);
      case Resolution.Resolved resolved -> {
        String fault = autoscaleFault(deployment.getSpec(), resolved.preset());
        yield fault != null
            ? new Missing(RuntimePresets.INVALID, fault, false)
            : version(deployment, versions, serving, resolved.preset());
      }
    };
  }

  private static Target version(
      ModelDeployment deployment,
      List<ModelVersion> versions,
      @Nullable String serving,
      RuntimePreset preset) {
    DeploymentSpec spec = deployment.getSpec();
    String pinned = spec.version();
    if (pinned == null || pinned.equals(DeploymentSpec.LATEST_APPROVED)) {
      return versions.stream()
          .filter(Target::approved)
          .filter(v -> alive(v) || name(v).equals(serving))
          .max(Comparator.comparing(version -> version.getSpec().version()))
          .<Target>map(
              version -> new Wanted(revision(deployment, version, preset), version, preset))
          .orElseGet(
              () ->
                  new Missing(
                      "NoApprovedVersion",
                      "no version of model " + spec.model() + " is approved yet",
                      true));
    }
    Optional<ModelVersion> found =
        versions.stream().filter(version -> name(version).equals(pinned)).findFirst();
    if (found.isEmpty()) {
      return new Missing(
          "VersionNotFound",
          "there is no ModelVersion " + pinned + " of model " + spec.model() + known(versions),
          false);
    }
    return approved(found.get())
        ? new Wanted(revision(deployment, found.get(), preset), found.get(), preset)
        : new Missing(
            "VersionNotApproved",
            "ModelVersion " + pinned + " is not approved: approve it, or name another one",
            false);
  }

  /** The HPA measures the runtime in percent of its CPU request, so there must be one. */
  private static @Nullable String autoscaleFault(DeploymentSpec spec, RuntimePreset preset) {
    if (spec.autoscale() == null) {
      return null;
    }
    ResourceRequirements resources = preset.container().getResources();
    boolean asks =
        resources != null
            && resources.getRequests() != null
            && resources.getRequests().containsKey("cpu");
    return asks
        ? null
        : "autoscale needs a CPU request of the runtime's container: give runtime.resources.requests.cpu";
  }

  /**
   * What pods are made of; neither replicas nor our own image, so that these leave pods running.
   */
  private static String revision(
      ModelDeployment deployment, ModelVersion version, RuntimePreset preset) {
    var inputs = new TreeMap<String, Object>();
    inputs.put("modelVersion", name(version));
    inputs.put("artifact", version.getSpec().artifact().digest());
    inputs.put("container", preset.container());
    inputs.put("request", preset.request());
    if (deployment.getSpec().capture() != null) {
      inputs.put("capture", Map.of("sample", deployment.getSpec().capture().sample()));
    }
    return Names.join(
        deployment.getMetadata().getName(), Digest.shortened(Digest.ofJson(inputs), 8));
  }

  private static String known(List<ModelVersion> versions) {
    return versions.isEmpty()
        ? ": it has none yet"
        : "; there are "
            + String.join(
                ", ",
                versions.stream()
                    .sorted(Comparator.comparing(v -> -v.getSpec().version()))
                    .limit(5)
                    .map(Target::name)
                    .toList());
  }

  private static boolean approved(ModelVersion version) {
    return version.getStatus() != null
        && Conditions.isTrue(version.getStatus().conditions(), APPROVED);
  }

  private static boolean alive(ModelVersion version) {
    return version.getMetadata().getDeletionTimestamp() == null;
  }

  private static String name(ModelVersion version) {
    return Objects.requireNonNull(version.getMetadata().getName());
  }
}
