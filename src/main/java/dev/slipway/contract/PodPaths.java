package dev.slipway.contract;

/** Folders, files, variables and ports inside the pods. */
public final class PodPaths {
  /** The variable that holds a runner's task as JSON. */
  public static final String TASK = "SLIPWAY_TASK";

  /** The variable that holds the address that {@code runner notify} posts to. */
  public static final String WEBHOOK_URL = "SLIPWAY_WEBHOOK_URL";

  /** The snapshot; $SLIPWAY_DATA. */
  public static final String DATA = "/slipway/data";

  /** The model; $SLIPWAY_MODEL while training, $SLIPWAY_MODEL_PATH while serving. */
  public static final String MODEL = "/slipway/model";

  /** The champion's model, during validation. */
  public static final String CHAMPION = "/slipway/champion";

  /** The parameters as a JSON object of strings; $SLIPWAY_PARAMETERS. */
  public static final String PARAMETERS = "/slipway/parameters/parameters.json";

  /** The work volume, which the containers of a training pod share. */
  public static final String WORK = "/slipway/work";

  /** The metrics file, JSON lines; $SLIPWAY_METRICS. */
  public static final String METRICS = WORK + "/metrics.jsonl";

  /**
   * The folder of the work volume that the kubelet makes when it makes the training container,
   * which alone mounts it: its time is that moment.
   */
  public static final String STARTED = WORK + "/.started";

  /**
   * The folder of the work volume that the kubelet makes when it makes the container {@code
   * publish}, where processes of the pod's containers are watched: the training has ended.
   */
  public static final String PUBLISHING = WORK + "/.publishing";

  /** What the processes of the pod have used, where the sidecar can see them. */
  public static final String RESOURCES = WORK + "/.resources.json";

  /** Is there once {@code publish} has written the trial's record. */
  public static final String RECORDED = WORK + "/.recorded";

  /** Is there once the model is published: nothing of the training is needed any more. */
  public static final String PUBLISHED = WORK + "/.published";

  /** The variable with the rank of a pod among those that train together; Kubernetes sets it. */
  public static final String RANK = "JOB_COMPLETION_INDEX";

  /** The port on which processes that train together find each other. */
  public static final int RENDEZVOUS_PORT = 29500;

  /** The names of the pods that train together, a line each; $SLIPWAY_HOSTS. */
  public static final String HOSTS = "/slipway/parameters/hosts";

  /** Where the training code writes checkpoints when nothing else is said; $SLIPWAY_CHECKPOINT. */
  public static final String CHECKPOINT = "/slipway/checkpoint";

  /** The last checkpoint of the attempts before; $SLIPWAY_RESUME_FROM. */
  public static final String RESUME = "/slipway/resume";

  /** The baseline's profile, beside an agent. */
  public static final String BASELINE = "/slipway/baseline/profile.json";

  /** The profile of the predictions on the held-out split, beside an agent. */
  public static final String PREDICTIONS = "/slipway/baseline/predictions.json";

  /** Sized scratch of our own pods. */
  public static final String SCRATCH = "/slipway/scratch";

  /** The variable that holds the scratch volume's size in bytes. */
  public static final String SCRATCH_BYTES = "SLIPWAY_SCRATCH_BYTES";

  /** The variable that holds the port on which a pod tells how far it is. */
  public static final String PROGRESS_PORT = "SLIPWAY_PROGRESS_PORT";

  /** The port of {@link #PROGRESS_PORT}; the operator's network policy lets it through. */
  public static final int DEFAULT_PROGRESS_PORT = 9090;

  /** Where a pod that has a port for it tells how far its work is. */
  public static final String PROGRESS_ENDPOINT = "/progress";

  /** Answers with success once the pods of a distributed training have found one another. */
  public static final String GATHERED_ENDPOINT = "/gathered";

  /** Mounted ConfigMap sources: {@code /slipway/sources/<source>/<key>}. */
  public static final String SOURCES = "/slipway/sources";

  /** The folder with the rows that a transform works on; $SLIPWAY_INPUT. */
  public static final String INPUT = "/slipway/input";

  /** The rows in it. */
  public static final String ROWS = "rows.parquet";

  /** Files of sources with format Files, a folder for each; $SLIPWAY_FILES is one of them. */
  public static final String FILES = "/slipway/files";

  /** The folder that a transform writes to; $SLIPWAY_OUTPUT. */
  public static final String OUTPUT = "/slipway/output";

  private PodPaths() {}
}
