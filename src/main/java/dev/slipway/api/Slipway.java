package dev.slipway.api;

/** Names that the whole API shares: its group and version, labels and annotations. */
public final class Slipway {
  /** The API group of every kind. */
  public static final String GROUP = "slipway.dev";

  /** The served version of every kind. */
  public static final String VERSION = "v1alpha1";

  /** Label of everything that the operator makes; its caches select on it. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY}. */
  public static final String MANAGER = "slipway";

  /** Label: the Dataset that a Job prepares. */
  public static final String DATASET = GROUP + "/dataset";

  /** Label: the TrainingJob that a Job or ModelVersion comes from. */
  public static final String TRAINING_JOB = GROUP + "/trainingjob";

  /** Label: the ModelVersion that a Job validates. */
  public static final String MODEL_VERSION = GROUP + "/modelversion";

  /** Label: the Deployment that a pod serves. */
  public static final String DEPLOYMENT = GROUP + "/deployment";

  /** Label: the Monitor that a Job works for. */
  public static final String MONITOR = GROUP + "/monitor";

  /** Label: the line of ModelVersions that a ModelVersion belongs to. */
  public static final String MODEL = GROUP + "/model";

  /** Label: the run, by the first characters of its digest. */
  public static final String RUN = GROUP + "/run";

  /** Label: the attempt's number within its run or preparation, from 1. */
  public static final String ATTEMPT = GROUP + "/attempt";

  /** Label: the revision of a Deployment that a pod belongs to. */
  public static final String REVISION = GROUP + "/revision";

  /** Label: on a job of another operator and its pods, the name of its rules. */
  public static final String ENGINE = GROUP + "/engine";

  /** Label: on the pods of another operator that leave the model. */
  public static final String TRAINER = GROUP + "/trainer";

  /** Annotation: on a Job or ModelVersion, the whole digest of its inputs. */
  public static final String INPUTS = GROUP + "/inputs";

  /** Annotation: on a training pod, its parameters as JSON. */
  public static final String PARAMETERS = GROUP + "/parameters";

  /** Annotation: on a Dataset, asks for a preparation; each value, such as the time, asks once. */
  public static final String REFRESH = GROUP + "/refresh";

  /** Annotation: on a TrainingJob, asks for a run; each value, such as the time, asks once. */
  public static final String ASK_RUN = GROUP + "/run";

  /**
   * Annotation: on a ModelVersion or the Job of a trial, the run that made it: the TrainingJob's
   * uid and the number.
   */
  public static final String MADE_BY = GROUP + "/made-by";

  /** Annotation on Jobs of several pods: how many of them are enough to train. */
  public static final String MIN_NODES = GROUP + "/min-nodes";

  /** Annotation on Jobs in a queue: the queue, priority class and time that the spec gave. */
  public static final String QUEUE = GROUP + "/queue";

  /** Annotation on pods that train together: the names of all of them, a line each. */
  public static final String HOSTS = GROUP + "/hosts";

  /** Label: the number of a trial within its search, from 1. */
  public static final String TRIAL = GROUP + "/trial";

  /** Label: the number of the fold that a trial is measured on, from 1. */
  public static final String FOLD = GROUP + "/fold";

  /** Annotation on the Job of a trial: what it tries, as JSON. */
  public static final String TRIAL_TASK = GROUP + "/trial-task";

  /** Annotation on the Job of a trial: what became of it, as JSON. */
  public static final String TRIAL_OUTCOME = GROUP + "/trial-outcome";

  private Slipway() {}
}
