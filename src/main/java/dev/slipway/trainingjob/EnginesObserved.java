package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.engine.Engines;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the caches hold of other operators' jobs.
 *
 * @param jobs those of a TrainingJob, by name
 * @param known the engines of this installation
 * @param watched the names of those whose kind the cluster has
 */
record EnginesObserved(Map<String, ObservedEngine> jobs, Engines known, Set<String> watched) {
  /** Nothing is handed over. */
  static final EnginesObserved NONE = new EnginesObserved(Map.of(), Engines.NONE, Set.of());

  /** Jobs of an earlier TrainingJob of the same name are left out. */
  static EnginesObserved of(
      TrainingJob tj,
      Collection<GenericKubernetesResource> resources,
      Collection<Pod> pods,
      Engines known,
      Set<String> watched) {
    var jobs = new TreeMap<String, ObservedEngine>();
    for (GenericKubernetesResource resource : resources) {
      boolean owned =
          resource.getMetadata().getOwnerReferences().stream()
              .anyMatch(owner -> owner.getUid().equals(tj.getMetadata().getUid()));
      if (owned) {
        known
            .of(resource.getApiVersion(), resource.getKind())
            .map(rules -> ObservedEngine.of(resource, rules, pods))
            .ifPresent(job -> jobs.put(resource.getMetadata().getName(), job));
      }
    }
    return new EnginesObserved(jobs, known, watched);
  }

  /** The Jobs that run pods of ours: one that was handed over is read by its rules. */
  static List<Job> ours(Collection<Job> jobs) {
    return jobs.stream()
        .filter(job -> !job.getMetadata().getLabels().containsKey(Slipway.ENGINE))
        .toList();
  }
}
