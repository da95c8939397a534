package dev.slipway.trainingjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Slipway;
import dev.slipway.engine.EngineRules;
import dev.slipway.engine.EngineState;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.ObservedWork;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job of another operator, and those of its pods that leave the model. Pure.
 *
 * @param resource the job
 * @param said what it says of itself
 * @param pods its pods, read as those of a Job; none where the kind's pods carry no labels of ours
 */
record ObservedEngine(GenericKubernetesResource resource, EngineState said, ObservedJob pods)
    implements ObservedWork {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Reads a job by the rules of its kind. */
  static ObservedEngine of(
      GenericKubernetesResource resource, EngineRules rules, Collection<Pod> pods) {
    List<Pod> ours = pods.stream().filter(pod -> trains(pod, resource)).toList();
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withName(resource.getMetadata().getName())
            .endMetadata()
            .build();
    return new ObservedEngine(
        resource,
        EngineState.of(rules, JSON.<JsonNode>valueToTree(resource)),
        new ObservedJob(job, ours));
  }

  /** How a message calls it, such as "RayJob fares-…-a1". */
  String called() {
    return resource.getKind() + " " + resource.getMetadata().getName();
  }

  /** The pod that leaves the model; one that says nothing when none is known. */
  Pod trainer() {
    return pods.pods().isEmpty() ? new Pod() : pods.pods().getFirst();
  }

  @Override
  public boolean active() {
    return resource.getMetadata().getDeletionTimestamp() == null
        && said.phase() != EngineState.Phase.SUCCEEDED
        && said.phase() != EngineState.Phase.FAILED;
  }

  @Override
  public Optional<URI> progressAddress() {
    return pods.progressAddress();
  }

  @Override
  public Optional<Instant> lastEnd() {
    return pods.lastEnd();
  }

  private static boolean trains(Pod pod, HasMetadata resource) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    Map<String, String> wanted = resource.getMetadata().getLabels();
    return labels != null
        && labels.containsKey(Slipway.TRAINER)
        && List.of(Slipway.ENGINE, Slipway.RUN, Slipway.ATTEMPT).stream()
            .allMatch(
                name -> labels.get(name) != null && labels.get(name).equals(wanted.get(name)));
  }
}
