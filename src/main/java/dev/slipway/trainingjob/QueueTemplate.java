package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Queue;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.job.Kueue;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the Job of an attempt into its queue. Kueue does not know who owns it, and so takes the Job
 * itself for what it manages: it lets it run by its {@code suspend}, and adds node selectors and
 * tolerations then. All of that is Kueue's from the Job's creation on.
 */
final class QueueTemplate {
  /** The same Job, waiting in the queue; the Job as it is without one. */
  static Job queued(Job job, TrainingJob tj) {
    TrainingJobSpec spec = tj.getSpec();
    Queue queue = spec.queue();
    if (queue == null) {
      return job;
    }
    var builder =
        new JobBuilder(job)
            .editMetadata()
            .addToLabels(labels(queue))
            .addToAnnotations(Slipway.QUEUE, written(queue))
            .endMetadata()
            .editSpec()
            .withSuspend(true)
            .endSpec();
    if (spec.minNodes() != null && spec.minNodes() < GangTemplate.size(spec)) {
      builder
          .editMetadata()
          .addToAnnotations(Kueue.MIN_PARALLELISM, spec.minNodes().toString())
          .endMetadata();
    }
    return builder.build();
  }

  /** Whether a Job was put where the spec wants it now. */
  static boolean asWanted(Job job, TrainingJobSpec spec) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    String put = annotations == null ? null : annotations.get(Slipway.QUEUE);
    if (put == null) {
      // one that does not tell stays where it is: to be made anew for ever is worse
      return spec.queue() == null || inQueue(job);
    }
    return spec.queue() != null && put.equals(written(spec.queue()));
  }

  /** Whether Kueue looks after a Job. */
  static boolean inQueue(Job job) {
    Map<String, String> labels = job.getMetadata().getLabels();
    return labels != null && labels.containsKey(Kueue.QUEUE_NAME);
  }

  /** The queue that a Job is in, for a person. */
  static String name(Job job) {
    Map<String, String> labels = job.getMetadata().getLabels();
    String name = labels == null ? null : labels.get(Kueue.QUEUE_NAME);
    return name == null ? "whoever has suspended its Job" : "queue " + name;
  }

  private static Map<String, String> labels(Queue queue) {
    var labels = new TreeMap<String, String>();
    labels.put(Kueue.QUEUE_NAME, queue.name());
    if (queue.priorityClass() != null) {
      labels.put(Kueue.PRIORITY_CLASS, queue.priorityClass());
    }
    if (queue.maxExecTime() != null) {
      long seconds = Durations.parse(queue.maxExecTime(), Duration.ZERO).toSeconds();
      labels.put(Kueue.MAX_EXEC_TIME_SECONDS, String.valueOf(Math.max(1, seconds)));
    }
    return labels;
  }

  /** Kueue's own defaults are labels too: what the spec said is kept apart from them. */
  private static String written(Queue queue) {
    return Stream.of(queue.name(), queue.priorityClass(), queue.maxExecTime())
        .map(part -> part == null ? "" : part)
        .collect(Collectors.joining("/"));
  }

  private QueueTemplate() {}
}
