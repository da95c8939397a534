package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.Predicate;

/** What happens to a TrainingJob, and how it ends whatever happens to the operator meanwhile. */
enum ChaosStory {
  SUCCESS("", "", "", ends("Succeeded", 1, "-v1", "Succeeded")),
  TAKES_A_WHILE("", "", "3s", ends("Succeeded", 1, "-v1", "Succeeded")),
  FAILURE("", "1 1 1", "1s", ends("Failed", 3, "", "AppError", "AppError", "AppError")),
  RETRY("", "1", "1s 1s", ends("Succeeded", 2, "-v1", "AppError", "Succeeded")),
  MORE_MEMORY(
      "memory: {factor: \"2\", max: 256Mi}",
      "137 137",
      "",
      ends("Succeeded", 3, "-v1", "OOMKilled", "OOMKilled 128Mi", "Succeeded 256Mi")),
  TOO_LITTLE_MEMORY(
      "memory: {factor: \"2\", max: 128Mi}",
      "137 137 137",
      "",
      ends("Failed", 2, "", "OOMKilled", "OOMKilled 128Mi")),
  SUSPENDED(
      "",
      "",
      "10m",
      ends("Succeeded", 2, "-v1", "Suspended", "Succeeded"),
      new Step(trains(), "{\"spec\":{\"suspend\":true}}"),
      new Step(ChaosStory::isSuspended, "{\"spec\":{\"suspend\":null}}")),
  SUPERSEDED(
      "",
      "",
      "10m",
      ends("Succeeded", 2, "-v1", "Succeeded").after("Superseded"),
      new Step(
          trains(),
          "{\"spec\":{\"parameters\":{\"trees\":\"2\"},\"template\":{\"metadata\":{\"annotations\":{\"test.slipway.dev/trains-for\":\"1s\"}}}}}")),
  ASKED_FOR(
      "",
      "",
      "1s",
      ends("Succeeded", 2, "-v2", "Succeeded").after("Trained"),
      new Step(
          status -> "Succeeded".equals(status.phase()),
          "{\"metadata\":{\"annotations\":{\"%s\":\"again\"}}}".formatted(Slipway.ASK_RUN))),
  SEVERAL_PODS("", "1", "1s 1s", ends("Succeeded", 2, "-v1", "AppError", "Succeeded"), 2);

  private static final String RESULT =
      "{\"result\":{\"artifact\":{\"uri\":\"pvc://slipway-store/m\",\"digest\":\"sha256:%064d\",\"sizeBytes\":1},\"metrics\":{\"auc\":0.9}}}"
          .formatted(0);

  /**
   * Something that a person does.
   *
   * @param when in which status
   * @param patch a merge patch
   */
  record Step(Predicate<TrainingJobStatus> when, String patch) {}

  private final String retry;
  private final String exitCodes;
  private final String trainsFor;
  private final int nodes;
  private final ChaosEnd end;
  private final List<Step> steps;

  ChaosStory(String retry, String exitCodes, String trainsFor, ChaosEnd end, Step... steps) {
    this.retry = retry;
    this.exitCodes = exitCodes;
    this.trainsFor = trainsFor;
    this.nodes = 1;
    this.end = end;
    this.steps = List.of(steps);
  }

  ChaosStory(String retry, String exitCodes, String trainsFor, ChaosEnd end, int nodes) {
    this.retry = retry;
    this.exitCodes = exitCodes;
    this.trainsFor = trainsFor;
    this.nodes = nodes;
    this.end = end.pods(nodes);
    this.steps = List.of();
  }

  /** How a TrainingJob of this story ends. */
  ChaosEnd end(String name) {
    return end.named(name);
  }

  /** What a person does meanwhile, in this order. */
  List<Step> steps() {
    return steps;
  }

  /** A TrainingJob to which this happens. */
  TrainingJob trainingJob(String namespace, String name) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: TrainingJob
        metadata: {name: %s, namespace: %s}
        spec:
          model: %s
          nodes: %d
          retry: {failures: 2, backoff: 1s%s}
          template:
            metadata:
              annotations:
                test.slipway.dev/termination-message: '%s'
                test.slipway.dev/exit-codes: "%s"
                test.slipway.dev/trains-for: "%s"
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: train
                image: train
                resources: {limits: {memory: 64Mi}}
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
            .formatted(
                name,
                namespace,
                name,
                nodes,
                retry.isEmpty() ? "" : ", " + retry,
                RESULT,
                exitCodes,
                trainsFor),
        TrainingJob.class);
  }

  private static ChaosEnd ends(String phase, int jobs, String version, String... attempts) {
    return new ChaosEnd(phase, List.of(attempts), List.of(), version, jobs, jobs);
  }

  private static Predicate<TrainingJobStatus> trains() {
    return status -> "Running".equals(status.phase());
  }

  private static boolean isSuspended(TrainingJobStatus status) {
    return "Suspended".equals(status.phase())
        && status.attempts().getLast().reason().equals("Suspended");
  }
}
