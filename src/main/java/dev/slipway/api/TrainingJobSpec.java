package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code, the parameters and the data that a model comes from. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.parameters) || self.parameters.all(k, k.matches('^[a-zA-Z][a-zA-Z0-9_]{0,62}$'))",
    message = "a parameter's name is letters, digits and underscores, and begins with a letter")
@ValidationRule(
    value = "!has(self.triggers) || !has(self.triggers.onSnapshot) || has(self.dataset)",
    message = "triggers.onSnapshot needs a dataset")
@ValidationRule(
    value = "!has(self.triggers) || !has(self.triggers.timeZone) || has(self.triggers.schedule)",
    message = "triggers.timeZone belongs to triggers.schedule")
@ValidationRule(value = "!has(self.cache) || has(self.dataset)", message = "cache needs a dataset")
@ValidationRule(
    value = "!has(self.minNodes) || (has(self.nodes) && self.minNodes <= self.nodes)",
    message = "minNodes is at most nodes")
@ValidationRule(
    value = "!has(self.completion) || (has(self.nodes) && self.nodes > 1)",
    message = "completion is for several pods: set nodes")
@ValidationRule(
    value = "!has(self.completion) || !has(self.minNodes)",
    message =
        "with minNodes rank 0 decides: leave out completion, or minNodes for pods of a fixed number")
@ValidationRule(
    value =
        "!(has(self.search) || has(self.evaluation)) || !has(self.completion) || !has(self.completion.success) || self.completion.success != 'Any'",
    message =
        "with search or evaluation rank 0 tells of each trial: set completion.success to All or RankZero")
@ValidationRule(
    value = "has(self.template) != has(self.job)",
    message =
        "exactly one of template and job: a pod template, or a job of another operator to hand over to")
@ValidationRule(
    value =
        "!has(self.job) || !(has(self.nodes) || has(self.processesPerNode) || has(self.minNodes) || has(self.completion))",
    message =
        "nodes, processesPerNode, minNodes and completion are for template: say it in the fields of job's own kind")
@ValidationRule(
    value = "!has(self.job) || !has(self.retry) || !has(self.retry.memory)",
    message = "retry.memory is for template: Slipway does not know the resources in job")
@ValidationRule(
    value = "!has(self.job) || !(has(self.search) || has(self.evaluation))",
    message =
        "search and evaluation are for template: let the code in job try parameters and folds itself")
@ValidationRule(
    value = "!has(self.job) || !has(self.queue)",
    message =
        "queue is for template: put job into a queue by what its own kind has, such as job.metadata.labels")
@ValidationRule(
    value =
        "!has(self.search) || !has(self.parameters) || self.search.parameters.all(p, !(p.name in self.parameters))",
    message = "a parameter is given by parameters or by search.parameters, not by both")
@ValidationRule(
    value = "!has(self.search) || !has(self.search.untilGatesPass) || has(self.validation)",
    message = "search.untilGatesPass needs gates: set validation")
@ValidationRule(
    value = "!has(self.evaluation) || !has(self.evaluation.folds) || has(self.dataset)",
    message = "evaluation.folds needs a dataset")
@ValidationRule(
    value = "self.model == oldSelf.model",
    message = "model is immutable: create another TrainingJob for another model")
public record TrainingJobSpec(
    @JsonPropertyDescription("What people must know of the model; copied to its ModelVersions.")
        @Nullable Documentation documentation,
    @Required
        @Pattern("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")
        @Size(max = 40)
        @JsonPropertyDescription("The line of ModelVersions that runs add to: <model>-v<N>.")
        String model,
    @JsonPropertyDescription("The Dataset to train on; none when the image brings its data.")
        @Nullable String dataset,
    @JsonPropertyDescription("What starts a new run beside a change of template or parameters.")
        @Nullable Triggers triggers,
    @SchemaFrom(type = PodTemplateShape.class)
        @JsonPropertyDescription(
            "A pod template. Its first container trains; the others run beside it as sidecars. The"
                + " contract: data in $SLIPWAY_DATA, parameters in $SLIPWAY_PARAM_<NAME> and the JSON"
                + " file $SLIPWAY_PARAMETERS, the model written into the folder $SLIPWAY_MODEL,"
                + " metrics as JSON lines {\"name\",\"value\"} into the file $SLIPWAY_METRICS. Either this or job.")
        @Nullable JsonNode template,
    @Size(max = 200) @JsonPropertyDescription("Parameters of the training code; at most 200.")
        Map<String, String> parameters,
    @JsonPropertyDescription(
            "How many pods train together, each made from the template; 1 when not given. They find"
                + " each other by the variables of torchrun, JAX, XGBoost and MPI, and start together."
                + " The first, rank 0, leaves the model.")
        @Nullable
        @Min(1)
        @Max(512)
        Integer nodes,
    @JsonPropertyDescription("How many processes a launcher starts in each pod; 1 when not given.")
        @Nullable
        @Min(1)
        @Max(64)
        Integer processesPerNode,
    @JsonPropertyDescription(
            "Training starts with so many pods when the others do not come within 30 s, goes on while so many are"
                + " left, and takes the others in when they come: for launchers that can, such as"
                + " torchrun. Rank 0 cannot be spared.")
        @Nullable
        @Min(1)
        @Max(512)
        Integer minNodes,
    @JsonPropertyDescription(
            "When several pods have succeeded together, and when they have failed.")
        @Nullable Completion completion,
    @JsonPropertyDescription("How often a failed attempt is tried again.") @Nullable Retry retry,
    @JsonPropertyDescription(
            "Keeps checkpoints in the store while the training runs, and hands the last one to the"
                + " next attempt, wherever that runs.")
        @Nullable Checkpoints checkpoint,
    @JsonPropertyDescription("How long an attempt may take.") @Nullable Deadlines deadlines,
    @JsonPropertyDescription("How the resulting ModelVersion is validated and approved.")
        @Nullable Validation validation,
    @JsonPropertyDescription(
            "Stops the attempt that is under way, and nothing starts until this is taken back. Then the run goes on with"
                + " its next attempt; the stopped one does not count as a failure.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription("How long what has ended is kept.") @Nullable Ttl ttl,
    @JsonPropertyDescription(
            "Tries many parameters, each in a training of its own. The best makes the model.")
        @Nullable Search search,
    @JsonPropertyDescription("How what is trained is measured on rows that it does not train on.")
        @Nullable Evaluation evaluation,
    @JsonPropertyDescription(
            "The queue of Kueue that decides when an attempt may run. A change starts no run; an"
                + " attempt that waits goes to the other queue as the next attempt, one that runs"
                + " goes on.")
        @Nullable Queue queue,
    @SchemaFrom(type = HandedOverShape.class)
        @JsonPropertyDescription(
            "In place of a template: a job of another operator that this installation knows, such as a RayJob,"
                + " TrainJob, PyTorchJob, SparkApplication or Job, with apiVersion, kind and spec. It gets the contract"
                + " that template describes, and its end is that of the attempt. The container that leaves the model is"
                + " the one that the engine's rules name.")
        @Nullable JsonNode job,
    @JsonPropertyDescription(
            "Keeps the snapshot in a claim, downloaded and verified once, for all pods that mount the claim: attempts,"
                + " trials, folds and ranks, of any TrainingJob that names it. Their containers read it at $SLIPWAY_DATA"
                + " as they read a copy of their own. A change starts no run.")
        @Nullable SnapshotCache cache) {

  public TrainingJobSpec {
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }

  /** What starts a new run beside a change of template or parameters. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Triggers(
      @JsonPropertyDescription("A new snapshot of the dataset starts a run; false when not given.")
          @Nullable Boolean onSnapshot,
      @Size(min = 9, max = 100)
          @JsonPropertyDescription(
              "When to run with the data as it is then: minute, hour, day of the month, month, day of the week, as for a"
                  + " CronJob. A model of equal inputs is reused. Never two at once; of missed times one is caught up.")
          @Nullable String schedule,
      @Pattern("^[A-Za-z][A-Za-z0-9_+/-]{1,63}$")
          @JsonPropertyDescription(
              "The time zone of the schedule, such as Europe/Berlin; UTC when not given.")
          @Nullable String timeZone) {}

  /** How often a failed attempt is tried again. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Retry(
      @JsonPropertyDescription(
              "How many failures are retried; 2 when not given. What the cluster does to an attempt"
                  + " is counted by disruptions.")
          @Nullable
          @Min(0)
          @Max(100)
          Integer failures,
      @JsonPropertyDescription(
              "The pause before the first retry; it doubles each time, up to 10m, and is shortened"
                  + " by up to a fifth so that not all come back at once. 10s when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String backoff,
      @JsonPropertyDescription(
              "How many disruptions are retried: attempts that were Preempted, Evicted, or lost"
                  + " with their node. 10 when not given.")
          @Nullable
          @Min(0)
          @Max(100)
          Integer disruptions,
      @JsonPropertyDescription(
              "What follows which failure; the first that matches counts. Without one: AppError,"
                  + " PodLost, and FetchFailed and PublishFailed that another attempt can change"
                  + " are retried; Preempted, Evicted and NodeLost are retried without charge; all"
                  + " others fail the run.")
          @Size(max = 20)
          List<RetryRule> policies,
      @JsonPropertyDescription(
              "More memory after OOMKilled, which is retried then and counts as a failure. Without"
                  + " it OOMKilled fails the run.")
          @Nullable Memory memory) {
    public Retry {
      policies = policies == null ? List.of() : List.copyOf(policies);
    }
  }

  /** More memory for the training container after it has run out of it. */
  @ValidationRule(
      value = "double(self.factor) > 1.0 && double(self.factor) <= 10.0",
      message = "factor must be above 1 and at most 10")
  public record Memory(
      @Required
          @Pattern("^[0-9]{1,2}(\\.[0-9]{1,3})?$")
          @Size(max = 6)
          @JsonPropertyDescription(
              "What the memory limit and request are multiplied by for the next attempt, such as"
                  + " \"1.5\".")
          String factor,
      @Required
          @Pattern("^[0-9]{1,12}(\\.[0-9]{1,3})?(k|M|G|T|Ki|Mi|Gi|Ti)?$")
          @Size(max = 18)
          @JsonPropertyDescription("The limit is not raised above it, such as 64Gi.")
          String max) {}

  /** What follows which failure. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value = "!has(self.exitCodes) || self.reasons.all(r, r == 'AppError')",
      message = "exitCodes are of AppError alone: give other reasons a policy of their own")
  @ValidationRule(
      value = "!has(self.exitCodes) || self.exitCodes.all(c, c >= 1 && c <= 255)",
      message = "an exit code of a failure is from 1 to 255")
  public record RetryRule(
      @Required @Size(min = 1, max = 18) @JsonPropertyDescription("The reasons that it is for.")
          List<FailureReason> reasons,
      @JsonPropertyDescription(
              "The exit codes of the training container that it is for, from 1 to 255; all when not"
                  + " given.")
          @Size(min = 1, max = 64)
          List<Integer> exitCodes,
      @Required
          @JsonPropertyDescription(
              "Retry tries again and counts a failure, RetryWithoutCharge tries again and counts a"
                  + " disruption, Fail ends the run.")
          RetryAction action) {
    public RetryRule {
      reasons = reasons == null ? List.of() : List.copyOf(reasons);
      exitCodes = exitCodes == null ? List.of() : List.copyOf(exitCodes);
    }
  }

  /** What follows a failure. */
  public enum RetryAction {
    /** Another attempt, as far as spec.retry.failures goes. */
    Retry,
    /** Another attempt, as far as spec.retry.disruptions goes. */
    RetryWithoutCharge,
    /** The run has failed. */
    Fail
  }

  /** When several pods have succeeded together, and when they have failed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "!has(self.failure) || self.failure != 'All' || (has(self.success) && self.success == 'Any')",
      message = "failure All needs success Any: else the first that fails decides")
  @ValidationRule(
      value =
          "!has(self.failure) || self.failure != 'RankZero' || (has(self.success) && self.success == 'RankZero')",
      message = "failure RankZero needs success RankZero")
  public record Completion(
      @JsonPropertyDescription(
              "Whose good end is that of all: All, RankZero, or Any, whose model is taken then; All when not given. The"
                  + " others are stopped.")
          @Nullable Ranks success,
      @JsonPropertyDescription(
              "Whose failure is that of all: Any, RankZero or All; Any when not given.")
          @Nullable Ranks failure) {}

  /** Which of several pods. */
  public enum Ranks {
    /** Every one. */
    All,
    /** The first that does. */
    Any,
    /** The first pod. */
    RankZero
  }

  /** How checkpoints are kept. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Checkpoints(
      @JsonPropertyDescription(
              "The folder that the training code writes checkpoints to, $SLIPWAY_CHECKPOINT;"
                  + " /slipway/checkpoint when not given. Write a file or folder under a name that"
                  + " begins with a dot or ends with .tmp, and rename it when it is whole; one that"
                  + " was written in place counts when it was left alone for 10 s. An attempt after"
                  + " the first finds the last checkpoint in the folder $SLIPWAY_RESUME_FROM, which"
                  + " is empty when there is none.")
          @Nullable
          @Pattern("^(/[A-Za-z0-9._-]+){1,16}$")
          @Size(max = 200)
          String path,
      @JsonPropertyDescription(
              "How long there is at least between two copies, such as 5m; 1m when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String every) {}

  /** How long what has ended is kept. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ttl(
      @JsonPropertyDescription(
              "How long the Jobs and pods of attempts are kept after their end, such as 24h; as long"
                  + " as the TrainingJob when not given. What became of them stays in the status, and"
                  + " nothing runs again.")
          @Nullable
          @Pattern(Durations.PATTERN)
          @Size(min = 2, max = 24)
          String pods,
      @JsonPropertyDescription(
              "How many runs before the last one are kept in status.history, and their Jobs and pods"
                  + " with them; 10 when not given.")
          @Nullable
          @Min(0)
          @Max(50)
          Integer runs) {}

  /** How long an attempt may take. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deadlines(
      @JsonPropertyDescription(
              "From the attempt's start, or when its queue lets it run, until its container runs:"
                  + " scheduling, image, data. 1h when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String pending,
      @JsonPropertyDescription(
              "From the attempt's start, or when its queue lets it run, to its end; 24h when not"
                  + " given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String running,
      @JsonPropertyDescription(
              "From the moment when a node takes the pod until it trains, while an image cannot be"
                  + " pulled; as pending when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String imagePull,
      @JsonPropertyDescription(
              "From the moment when a node takes the pod until the training container runs: images,"
                  + " data and the template's own init containers. As pending when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String initializing,
      @JsonPropertyDescription(
              "How long the training code may write nothing into $SLIPWAY_METRICS, neither a metric nor"
                  + " progress; for ever when not given. Then the attempt is Stalled, which is retried.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String stalled,
      @JsonPropertyDescription(
              "How long an attempt may wait in its queue, each time that it has to; for ever when"
                  + " not given. The other deadlines do not run meanwhile.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String queued) {}

  /** How what is trained is measured on rows that it does not train on. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Evaluation(
      @JsonPropertyDescription(
              "Cross-validation: the training runs once for each of so many folds, with that fold as the validation"
                  + " split and the others as the train split. Of what it reports, means are metrics cv.<name> of the model"
                  + " and standard deviations cv.<name>.std; of a search the mean decides. The model is then trained on the"
                  + " snapshot as it is.")
          @Nullable
          @Min(2)
          @Max(20)
          Integer folds,
      @JsonPropertyDescription(
              "How many folds train at once, when there is no search, whose parallelism counts then; 1 when not given.")
          @Nullable
          @Min(1)
          @Max(20)
          Integer parallelism) {}
}
