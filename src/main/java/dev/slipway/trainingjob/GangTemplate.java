package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Completion;
import dev.slipway.api.TrainingJobSpec.Ranks;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.AttendTask.Gang;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.Disruption;
import dev.slipway.job.Names;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRuleBuilder;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What several pods need to train together: an Indexed Job, whose pods have the names {@code
 * <job>-<rank>}, and a headless Service that makes these names known.
 */
final class GangTemplate {
  private static final int UID_LENGTH = 8;

  /** Whether several pods train together. */
  static boolean several(TrainingJobSpec spec) {
    return size(spec) > 1;
  }

  /** How many pods train together. */
  static int size(TrainingJobSpec spec) {
    return spec.nodes() == null ? 1 : spec.nodes();
  }

  /** How many processes a launcher starts in each pod. */
  static int processes(TrainingJobSpec spec) {
    return spec.processesPerNode() == null ? 1 : spec.processesPerNode();
  }

  /** The Service that makes the pods' names known; none for one pod. */
  static Optional<Service> service(TrainingJob tj) {
    return several(tj.getSpec())
        ? Optional.of(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(serviceName(tj))
                .withNamespace(tj.getMetadata().getNamespace())
                .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
                .addToLabels(Slipway.TRAINING_JOB, tj.getMetadata().getName())
                .withOwnerReferences(RunnerTemplate.owner(tj))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .addToSelector(Slipway.TRAINING_JOB, tj.getMetadata().getName())
                .endSpec()
                .build())
        : Optional.empty();
  }

  /** Another TrainingJob of the same name has another one. */
  private static String serviceName(TrainingJob tj) {
    String uid = tj.getMetadata().getUid();
    return Names.join(
        "nodes", tj.getMetadata().getName(), uid.substring(0, Math.min(UID_LENGTH, uid.length())));
  }

  /** The name of a rank's pod in the network. */
  static String host(TrainingJob tj, Run run, int rank) {
    return "%s-%d.%s".formatted(TrainingJobTemplate.name(tj, run), rank, serviceName(tj));
  }

  /** What the sidecars of the pods have to know of each other; null for one pod. */
  static @Nullable Gang gang(TrainingJob tj, Run run) {
    return several(tj.getSpec())
        ? new Gang(
            size(tj.getSpec()),
            enough(tj.getSpec()),
            host(tj, run, 0) + ":" + PodPaths.DEFAULT_PROGRESS_PORT)
        : null;
  }

  private static int enough(TrainingJobSpec spec) {
    return spec.minNodes() == null ? size(spec) : spec.minNodes();
  }

  /** Whether every pod leaves a model, of which one is taken. */
  static boolean everyRank(TrainingJobSpec spec) {
    return success(spec) == Ranks.Any;
  }

  /** The same Job for several pods. */
  static Job indexed(Job job, TrainingJob tj, Run run) {
    TrainingJobSpec spec = tj.getSpec();
    if (!several(spec)) {
      return job;
    }
    int processes = processes(spec);
    String hosts =
        IntStream.range(0, size(spec))
            .mapToObj(rank -> host(tj, run, rank) + " slots=" + processes + "\n")
            .collect(Collectors.joining());
    var builder =
        new JobBuilder(job)
            .editSpec()
            .withCompletionMode("Indexed")
            .withCompletions(size(spec))
            .withParallelism(size(spec))
            .editTemplate()
            .editMetadata()
            .addToAnnotations(Slipway.HOSTS, hosts)
            .endMetadata()
            .editSpec()
            .withSubdomain(serviceName(tj))
            .editMatchingVolume(v -> TrainingContract.PARAMETERS.equals(v.getName()))
            .editDownwardAPI()
            .addNewItem()
            .withPath("hosts")
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['" + Slipway.HOSTS + "']")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .endVolume()
            .endSpec()
            .endTemplate()
            .endSpec();
    if (spec.minNodes() != null) {
      builder
          .editMetadata()
          .addToAnnotations(Slipway.MIN_NODES, "" + spec.minNodes())
          .endMetadata();
      return sparing(builder, failures(spec)).build();
    }
    if (failure(spec) != Ranks.Any) {
      return sparing(builder, 0, success(spec)).build();
    }
    return success(spec) == Ranks.All
        ? builder.build()
        : succeeding(builder, success(spec)).build();
  }

  private static int failures(TrainingJobSpec spec) {
    Integer given = spec.retry() == null ? null : spec.retry().failures();
    return given == null ? RetryPolicy.FAILURES : given;
  }

  /** Pods that are lost are made again, and not all are needed. */
  private static JobBuilder sparing(JobBuilder job, int failures) {
    return sparing(job, failures, Ranks.RankZero)
        .editSpec()
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition("True", Disruption.CONDITION)
        .endRule()
        .endPodFailurePolicy()
        .endSpec();
  }

  /** The failure of a pod is not that of the Job. */
  private static JobBuilder sparing(JobBuilder job, int failures, Ranks success) {
    return succeeding(job, success)
        .editSpec()
        .withBackoffLimit(null)
        .withBackoffLimitPerIndex(failures)
        .withPodFailurePolicy(null)
        .endSpec();
  }

  private static JobBuilder succeeding(JobBuilder job, Ranks success) {
    var rule = new SuccessPolicyRuleBuilder();
    return job.editSpec()
        .withNewSuccessPolicy()
        .withRules(
            (success == Ranks.Any ? rule.withSucceededCount(1) : rule.withSucceededIndexes("0"))
                .build())
        .endSuccessPolicy()
        .endSpec();
  }

  private static Ranks success(TrainingJobSpec spec) {
    Completion completion = spec.completion();
    return completion == null || completion.success() == null ? Ranks.All : completion.success();
  }

  private static Ranks failure(TrainingJobSpec spec) {
    Completion completion = spec.completion();
    return completion == null || completion.failure() == null ? Ranks.Any : completion.failure();
  }

  private GangTemplate() {}
}
