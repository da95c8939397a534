package dev.slipway.store;

/** Where things lie, relative to the store's root. Digests are without their "sha256:" here. */
public final class Layout {
  /** Snapshots of a Dataset; each in a folder named by its digest. */
  public static String snapshots(String namespace, String dataset) {
    return "datasets/" + namespace + "/" + dataset;
  }

  /** Checkpoints of a run that has not made its model yet. */
  public static String checkpoints(String namespace, String trainingJob, String run) {
    return "checkpoints/" + namespace + "/" + trainingJob + "/" + run;
  }

  /** What the pods of another operator have left for a run; each attempt in a folder. */
  public static String staging(String namespace, String trainingJob, String run) {
    return "staging/" + namespace + "/" + trainingJob + "/" + run;
  }

  /** Records of a search's trials: {@code <trial>.json} and {@code <trial>.metrics.jsonl}. */
  public static String trials(String namespace, String trainingJob, String run) {
    return "trials/" + namespace + "/" + trainingJob + "/" + run;
  }

  /** Artifacts of a model; each in a folder named by its digest. */
  public static String artifacts(String namespace, String model) {
    return "models/" + namespace + "/" + model;
  }

  /** What validation found of a ModelVersion: validation.json, predictions.json, README.md. */
  public static String modelVersion(String namespace, String name) {
    return "modelversions/" + namespace + "/" + name;
  }

  /** Captured requests of a Deployment: {@code <yyyy-MM-dd>/<HH>/<pod>-<n>.ndjson.gz}. */
  public static String captures(String namespace, String deployment) {
    return "captures/" + namespace + "/" + deployment;
  }

  /** Labels that came in for a Deployment, in the same form. */
  public static String feedback(String namespace, String deployment) {
    return "feedback/" + namespace + "/" + deployment;
  }

  /** Files of a Dataset's sources, kept so that what has not changed is not fetched again. */
  public static String sources(String namespace, String dataset) {
    return "sources/" + namespace + "/" + dataset;
  }

  private Layout() {}
}
