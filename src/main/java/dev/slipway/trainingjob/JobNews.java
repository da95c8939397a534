package dev.slipway.trainingjob;

import dev.slipway.job.PodRefusal;
import dev.slipway.job.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What others say of a Job.
 *
 * @param workload what its queue says; null when nobody can tell
 * @param refusal why its pods are not taken, when that was said
 */
record JobNews(@Nullable Workload workload, @Nullable PodRefusal refusal) {
  /** Nothing is known. */
  static final JobNews NONE = new JobNews(null, null);
}
