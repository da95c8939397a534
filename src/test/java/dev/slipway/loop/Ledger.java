package dev.slipway.loop;

import dev.slipway.api.Slipway;
import dev.slipway.testing.Namespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Every Job of Slipway that a namespace ever had, and the pods of each, by their uids. */
final class Ledger implements AutoCloseable {
  private static final List<String> COMMANDS =
      List.of("prepare", "publish", "validate", "evaluate", "notify");

  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final Map<String, Pod> pods = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<?>> informers;

  /** Begins to write down what there is and what comes. */
  Ledger(KubernetesClient client, Namespace namespace) {
    informers =
        List.of(
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace.name())
                .withLabel(Slipway.MANAGED_BY, Slipway.MANAGER)
                .inform(into(jobs)),
            client
                .pods()
                .inNamespace(namespace.name())
                .withLabel("batch.kubernetes.io/job-name")
                .inform(into(pods)));
  }

  /** The names of all Jobs by the command of the runner that they end with. */
  Map<String, List<String>> byCommand() {
    return jobs.values().stream()
        .collect(
            Collectors.groupingBy(
                Ledger::command,
                TreeMap::new,
                Collectors.mapping(job -> job.getMetadata().getName(), Collectors.toList())));
  }

  /** The names of all Jobs; one that was made twice is there twice. */
  List<String> jobs() {
    return names(jobs.values());
  }

  /** The names of the Jobs that pods were made for, one for each pod. */
  List<String> podsOf() {
    return pods.values().stream()
        .map(pod -> pod.getMetadata().getLabels().get("batch.kubernetes.io/job-name"))
        .toList();
  }

  private static List<String> names(Collection<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }

  private static String command(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().stream()
        .map(container -> container.getName())
        .filter(COMMANDS::contains)
        .findFirst()
        .orElse("unknown");
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> into(Map<String, T> all) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        all.put(uid(object), object);
      }

      @Override
      public void onUpdate(T before, T object) {
        all.put(uid(object), object);
      }

      @Override
      public void onDelete(T object, boolean unknown) {
        all.put(uid(object), object);
      }

      private String uid(T object) {
        return Objects.requireNonNull(object.getMetadata().getUid());
      }
    };
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
