package dev.slipway.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * What no controller reads of an object is passed over when it comes from the API server, and so is
 * in no cache: the larger part of every pod and of every object that is applied. It is written as
 * ever.
 */
@Singleton
public class SlimReading implements KubernetesClientObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.addMixIn(ObjectMeta.class, Meta.class);
    mapper.addMixIn(PodSpec.class, Pod.class);
    mapper.addMixIn(Container.class, OneContainer.class);
    mapper.addMixIn(PodStatus.class, Status.class);
    mapper.addMixIn(ContainerStatus.class, OneContainerStatus.class);
    mapper.addMixIn(ContainerStateTerminated.class, End.class);
  }

  @JsonIgnoreProperties(value = "managedFields", allowGetters = true)
  private abstract static class Meta {}

  @JsonIgnoreProperties(
      value = {
        "affinity",
        "hostAliases",
        "imagePullSecrets",
        "securityContext",
        "tolerations",
        "topologySpreadConstraints",
        "volumes"
      },
      allowGetters = true)
  private abstract static class Pod {}

  @JsonIgnoreProperties(
      value = {
        "args",
        "command",
        "env",
        "envFrom",
        "lifecycle",
        "livenessProbe",
        "ports",
        "readinessProbe",
        "resources",
        "securityContext",
        "startupProbe",
        "volumeMounts"
      },
      allowGetters = true)
  private abstract static class OneContainer {}

  @JsonIgnoreProperties(
      value = {"hostIP", "hostIPs", "podIPs", "qosClass", "resourceClaimStatuses"},
      allowGetters = true)
  private abstract static class Status {}

  @JsonIgnoreProperties(
      value = {
        "allocatedResources",
        "allocatedResourcesStatus",
        "containerID",
        "resources",
        "user",
        "volumeMounts"
      },
      allowGetters = true)
  private abstract static class OneContainerStatus {}

  @JsonIgnoreProperties(value = "containerID", allowGetters = true)
  private abstract static class End {}
}
