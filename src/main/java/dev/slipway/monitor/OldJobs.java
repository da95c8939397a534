package dev.slipway.monitor;

import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Evaluations that ended, but for the last two. Pure. */
final class OldJobs {
  private static final int KEPT = 2;

  static List<Job> of(Collection<ObservedJob> jobs) {
    return jobs.stream()
        .filter(job -> does(job, MonitorTemplate.EVALUATE) && !job.active())
        .map(ObservedJob::job)
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .sorted(
            Comparator.comparing((Job job) -> job.getMetadata().getCreationTimestamp())
                .thenComparing(job -> job.getMetadata().getName())
                .reversed())
        .skip(KEPT)
        .toList();
  }

  /** Whether a Job runs a command of the runner. */
  static boolean does(ObservedJob job, String command) {
    return job.job().getSpec().getTemplate().getSpec().getContainers().stream()
        .anyMatch(container -> command.equals(container.getName()));
  }

  private OldJobs() {}
}
