package dev.slipway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Slipway;
import dev.slipway.contract.PodPaths;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts that pods of ours are made of; all of them meet the restricted Pod Security Standard.
 */
public final class RunnerTemplate {
  /** The user that pods of ours run as. */
  public static final long UID = 65532L;

  /** The size of the scratch volume that a pod of ours has when nothing else is said. */
  public static final String SCRATCH_SIZE = "10Gi";

  private static final String SCRATCH = "slipway-scratch";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /**
   * A container that runs {@code runner <command>} with a task.
   *
   * @param name the container's name
   * @param image the runner's image
   * @param command prepare, fetch, publish, validate, evaluate or notify
   * @param task a record of the contract package; becomes $SLIPWAY_TASK
   * @param store the store that it reaches, with credentials; null for none
   * @param memory its memory limit and request; the JVM and engines stay below it
   */
  public static ContainerBuilder container(
      String name,
      String image,
      String command,
      Object task,
      @Nullable StoreSettings store,
      String memory) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(image)
        .withCommand("/app/bin/runner", command)
        .addToEnv(variable(PodPaths.TASK, json(task)))
        .addAllToEnv(store == null ? List.of() : storeCredentials(store))
        .addToVolumeMounts(mount(SCRATCH, PodPaths.SCRATCH), tmp())
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity(memory))
        .addToLimits("memory", new Quantity(memory))
        .endResources()
        .withTerminationMessagePolicy("File")
        .withSecurityContext(restricted());
  }

  /**
   * A pod around such containers: no service account token, sized scratch, claims mounted apart.
   */
  public static PodSpecBuilder pod() {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(UID)
        .withRunAsGroup(UID)
        .withFsGroup(UID)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addToVolumes(scratch(SCRATCH_SIZE));
  }

  /** The scratch volume that {@link #container} mounts. */
  public static Volume scratch(String size) {
    return new VolumeBuilder()
        .withName(SCRATCH)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity(size))
        .endEmptyDir()
        .build();
  }

  /**
   * A Job of one pod that is never repeated by Kubernetes: attempts are counted by the controllers.
   *
   * @param owner the object whose Job it is; deleting that deletes this
   * @param name its name, made from the work's inputs so that it cannot be made twice
   * @param labels labels of Job and pod beside the common ones
   * @param deadline how long it may run; null for ever
   */
  public static Job job(
      HasMetadata owner,
      String name,
      Map<String, String> labels,
      Map<String, String> annotations,
      PodSpec pod,
      @Nullable Duration deadline) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(owner.getMetadata().getNamespace())
        .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
        .addToLabels(labels)
        .addToAnnotations(annotations)
        .withOwnerReferences(owner(owner))
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(deadline == null ? null : deadline.toSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
        .addToLabels(labels)
        .addToAnnotations(annotations)
        .endMetadata()
        .withSpec(pod)
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The reference by which an object is owned. */
  public static OwnerReference owner(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(false)
        .build();
  }

  /** What a container of ours may do: nothing but run. */
  public static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  /** A place in the scratch volume where libraries write their temporary files. */
  public static VolumeMount tmp() {
    return scratchMount("tmp", "/tmp");
  }

  /** A mount of a folder of the scratch volume. */
  public static VolumeMount scratchMount(String folder, String path) {
    return new VolumeMountBuilder()
        .withName(SCRATCH)
        .withMountPath(path)
        .withSubPath(folder)
        .build();
  }

  /** Whether a pod was evicted for what was written into its scratch volume. */
  public static boolean outOfScratch(JobState.Failed end) {
    return end.reason().equals("Evicted")
        && end.message().contains("EmptyDir volume \"" + SCRATCH + "\"");
  }

  /** A mount of a volume. */
  public static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  /** A variable with exactly this value: the kubelet is kept from expanding {@code $(NAME)}. */
  public static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value.replace("$", "$$")).build();
  }

  /** A variable from a Secret's key. */
  public static EnvVar secret(String name, String secretName, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(secretName)
        .withKey(key)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  /** The store's credentials as the variables that S3 clients read. */
  public static List<EnvVar> storeCredentials(StoreSettings store) {
    var variables = new ArrayList<EnvVar>();
    String secretName = store.secretName();
    if (secretName != null) {
      variables.add(secret("AWS_ACCESS_KEY_ID", secretName, "accessKeyId"));
      variables.add(secret("AWS_SECRET_ACCESS_KEY", secretName, "secretAccessKey"));
    }
    return variables;
  }

  private static String json(Object task) {
    try {
      return JSON.writeValueAsString(task);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private RunnerTemplate() {}
}
