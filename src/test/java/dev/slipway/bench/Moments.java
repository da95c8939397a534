package dev.slipway.bench;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.testing.Namespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * When things happen in a namespace, as watches of this process see them: all by the same way, so
 * that what a watch itself takes is on both sides of a difference. In {@link System#nanoTime}.
 */
final class Moments implements AutoCloseable {
  private final List<Watch> watches;
  private final Map<String, Long> applied = new ConcurrentHashMap<>();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private final Map<String, Long> podsEnded = new ConcurrentHashMap<>();
  private final Map<String, Long> succeeded = new ConcurrentHashMap<>();
  private final Map<String, Long> jobs = new ConcurrentHashMap<>();
  private final Map<String, Long> pods = new ConcurrentHashMap<>();
  private final Map<String, Long> complete = new ConcurrentHashMap<>();
  private volatile long lastStatus;
  private volatile @Nullable WatcherException broken;

  Moments(KubernetesClient client, Namespace namespace) {
    String name = namespace.name();
    watches =
        List.of(
            client.resources(TrainingJob.class).inNamespace(name).watch(new Seen<>(this::saw)),
            client.batch().v1().jobs().inNamespace(name).watch(new Seen<Job>(this::saw)),
            client.pods().inNamespace(name).watch(new Seen<Pod>(this::saw)));
  }

  private void saw(TrainingJob tj) {
    long now = System.nanoTime();
    String name = tj.getMetadata().getName();
    applied.putIfAbsent(name, now);
    if (tj.getStatus() != null && tj.getStatus().phase() != null) {
      lastStatus = now;
      answered.putIfAbsent(name, now);
      if ("Succeeded".equals(tj.getStatus().phase())) {
        succeeded.putIfAbsent(name, now);
      }
    }
  }

  private void saw(Job job) {
    long now = System.nanoTime();
    jobs.putIfAbsent(job.getMetadata().getUid(), now);
    if (job.getStatus() != null && job.getStatus().getCompletionTime() != null) {
      complete.putIfAbsent(job.getMetadata().getName(), now);
    }
  }

  private void saw(Pod pod) {
    long now = System.nanoTime();
    pods.putIfAbsent(pod.getMetadata().getUid(), now);
    String owner = pod.getMetadata().getLabels().get(Slipway.TRAINING_JOB);
    if (owner != null && "Succeeded".equals(pod.getStatus().getPhase())) {
      podsEnded.putIfAbsent(owner, now);
    }
  }

  /** How many TrainingJobs have Succeeded in their status. */
  int succeeded() {
    check();
    return succeeded.size();
  }

  /** How many Jobs are complete. */
  int complete() {
    check();
    return complete.size();
  }

  /** How many Jobs were ever made, those that are gone among them. */
  int jobs() {
    return jobs.size();
  }

  /** How many pods were ever made, those that are gone among them. */
  int pods() {
    return pods.size();
  }

  /** When a status of a TrainingJob was written last. */
  long lastStatus() {
    return lastStatus;
  }

  /** When the last TrainingJob was answered. */
  long lastAnswered() {
    return last(answered);
  }

  /** When the last TrainingJob had Succeeded. */
  long lastSucceeded() {
    return last(succeeded);
  }

  /** When the last Job was complete. */
  long lastComplete() {
    return last(complete);
  }

  private static long last(Map<String, Long> moments) {
    return moments.values().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /** From applied to the first status, in seconds. */
  double[] untilAnswered() {
    return between(applied, answered).toArray();
  }

  /** From the end of the pod to Succeeded, which the ModelVersion comes before; in seconds. */
  double[] untilSucceeded() {
    return between(podsEnded, succeeded).toArray();
  }

  private static DoubleStream between(Map<String, Long> from, Map<String, Long> to) {
    return to.entrySet().stream()
        .filter(end -> from.containsKey(end.getKey()))
        .mapToDouble(
            end ->
                Math.max(0, end.getValue() - Objects.requireNonNull(from.get(end.getKey()))) / 1e9);
  }

  private void check() {
    if (broken != null) {
      throw new IllegalStateException("a watch of the benchmark broke: start again", broken);
    }
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  private final class Seen<T extends HasMetadata> implements Watcher<T> {
    private final Consumer<T> saw;

    Seen(Consumer<T> saw) {
      this.saw = saw;
    }

    @Override
    public void eventReceived(Action action, T object) {
      if (action == Action.ADDED || action == Action.MODIFIED) {
        saw.accept(object);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      broken = cause;
    }
  }
}
