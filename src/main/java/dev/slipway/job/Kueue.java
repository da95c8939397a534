package dev.slipway.job;

/**
 * The names by which a Job and Kueue know each other: pkg/controller/constants and
 * pkg/controller/jobs/job of Kueue 0.19.
 */
public final class Kueue {
  /** The API group of Workloads. */
  public static final String GROUP = "kueue.x-k8s.io";

  /** Their version. */
  public static final String VERSION = "v1beta2";

  /** Label on a Job: the LocalQueue. */
  public static final String QUEUE_NAME = GROUP + "/queue-name";

  /** Label on a Job: the WorkloadPriorityClass. */
  public static final String PRIORITY_CLASS = GROUP + "/priority-class";

  /** Label on a Job: how many seconds it may run in all. */
  public static final String MAX_EXEC_TIME_SECONDS = GROUP + "/max-exec-time-seconds";

  /** Annotation on a Job: with so many pods it may be admitted when there is no room for all. */
  public static final String MIN_PARALLELISM = GROUP + "/job-min-parallelism";

  /** Label on a Workload: the uid of its Job. */
  public static final String JOB_UID = GROUP + "/job-uid";

  private Kueue() {}
}
