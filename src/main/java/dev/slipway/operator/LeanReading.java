package dev.slipway.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.slipway.api.Slipway;
import dev.slipway.job.Disruption;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jobs and pods, of which there are most, are cut down to what controllers read of them when they
 * come from the API server: every empty list of an object takes memory, too.
 */
@Singleton
public class LeanReading implements KubernetesClientObjectMapperCustomizer {
  private static final Set<String> CONDITIONS =
      Set.of("Ready", "PodScheduled", Disruption.CONDITION, Disruption.QUEUE_CONDITION);

  private static final String OURS = Slipway.GROUP + "/";

  /** Of ours those that are for the pod alone, and may be long. */
  private static final Set<String> FOR_PODS = Set.of(Slipway.PARAMETERS, Slipway.HOSTS);

  private static final Set<String> JOBS_LABELS =
      Set.of(
          "batch.kubernetes.io/controller-uid",
          "batch.kubernetes.io/job-name",
          "controller-uid",
          "job-name");

  @Override
  public void customize(ObjectMapper mapper) {
    mapper.addMixIn(Job.class, OneJob.class);
    mapper.addMixIn(Pod.class, OnePod.class);
  }

  /**
   * Of its pods only the containers, and nothing where there are most Jobs; of its status only the
   * conditions, unless it was handed over.
   */
  static final class LeanJob extends StdConverter<Job, Job> {
    @Override
    public Job convert(Job job) {
      annotations(job.getMetadata());
      var spec = job.getSpec();
      if (spec != null) {
        spec.setSelector(null);
        spec.setPodFailurePolicy(null);
        if (labelled(job.getMetadata(), Slipway.TRAINING_JOB)) {
          spec.setTemplate(null);
        } else if (spec.getTemplate() != null && spec.getTemplate().getSpec() != null) {
          spec.getTemplate().setMetadata(null);
          spec.getTemplate().getSpec().setInitContainers(List.of());
        }
      }
      // the declared rules of an engine may ask for anything in the status of what it runs
      if (job.getStatus() != null && !labelled(job.getMetadata(), Slipway.ENGINE)) {
        JobStatus status = job.getStatus();
        status.setActive(null);
        status.setCompletedIndexes(null);
        status.setCompletionTime(null);
        status.setFailed(null);
        status.setFailedIndexes(null);
        status.setReady(null);
        status.setStartTime(null);
        status.setSucceeded(null);
        status.setTerminating(null);
        status.setUncountedTerminatedPods(null);
      }
      return job;
    }
  }

  /**
   * Of its containers only the sidecars, of its conditions those that decide something, of its
   * labels not those that name its Job, which its owner does.
   */
  static final class LeanPod extends StdConverter<Pod, Pod> {
    @Override
    public Pod convert(Pod pod) {
      annotations(pod.getMetadata());
      labels(pod.getMetadata());
      PodSpec spec = pod.getSpec();
      if (spec != null) {
        spec.setContainers(List.of());
        spec.setInitContainers(
            all(spec.getInitContainers())
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .toList());
      }
      if (pod.getStatus() != null) {
        pod.getStatus()
            .setConditions(
                all(pod.getStatus().getConditions())
                    .filter(condition -> CONDITIONS.contains(condition.getType()))
                    .toList());
        all(pod.getStatus().getInitContainerStatuses()).forEach(LeanReading::first);
        all(pod.getStatus().getContainerStatuses()).forEach(LeanReading::first);
      }
      return pod;
    }
  }

  @JsonDeserialize(converter = LeanJob.class)
  private abstract static class OneJob {}

  @JsonDeserialize(converter = LeanPod.class)
  private abstract static class OnePod {}

  /** A watch's bookmarks are objects whose lists are null; elsewhere they are empty. */
  private static <T> Stream<T> all(@Nullable List<T> list) {
    return Stream.ofNullable(list).flatMap(List::stream);
  }

  private static boolean labelled(@Nullable ObjectMeta metadata, String label) {
    return metadata != null
        && metadata.getLabels() != null
        && metadata.getLabels().containsKey(label);
  }

  /** Those of a user, and kubectl's copy of the whole object, are not read. */
  private static void annotations(ObjectMeta metadata) {
    if (metadata == null || metadata.getAnnotations() == null) {
      return;
    }
    Map<String, String> kept = new LinkedHashMap<>();
    metadata
        .getAnnotations()
        .forEach(
            (name, value) -> {
              if (name.equals(ObservedJob.COMPLETION_INDEX)
                  || (name.startsWith(OURS) && !FOR_PODS.contains(name))) {
                kept.put(name, value);
              }
            });
    metadata.setAnnotations(kept);
  }

  private static void labels(ObjectMeta metadata) {
    if (metadata != null && metadata.getLabels() != null) {
      metadata.getLabels().keySet().removeIf(JOBS_LABELS::contains);
    }
  }

  /** A container that was not restarted has had no state before. */
  private static void first(ContainerStatus status) {
    ContainerState last = status.getLastState();
    if (last != null
        && last.getRunning() == null
        && last.getTerminated() == null
        && last.getWaiting() == null) {
      status.setLastState(null);
    }
  }
}
