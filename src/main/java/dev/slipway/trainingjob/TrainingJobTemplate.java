package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.job.Disruption;
import dev.slipway.job.Names;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Job of an attempt: the user's pod, with data brought in before and the model taken after. */
final class TrainingJobTemplate {
  static final String FETCH = "fetch";
  static final String PUBLISH = "publish";
  static final String ATTEND = "attend";

  private static final Duration LONGEST = Duration.ofHours(24);

  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  /** Jobs of other operators get longer names for what they make: KubeRay allows no more. */
  private static final int LONGEST_HANDED_OVER = 47;

  /** The name of an attempt's Job, or of the job that it was handed over to. */
  static String name(TrainingJob tj, Run run) {
    String name = Names.join(tj.getMetadata().getName(), run.name(), "a" + run.attempt());
    return tj.getSpec().job() == null ? name : Names.cut(name, LONGEST_HANDED_OVER);
  }

  /**
   * The Job of a run's attempt.
   *
   * @param trial what is said to the pod of a trial; null for that of a run
   */
  static Job job(
      TrainingJob tj,
      Run run,
      UserTemplate.Usable template,
      PodSettings settings,
      TrialTemplate.@Nullable Brief trial) {
    var pod = TrainingVolumes.shared(new PodSpecBuilder(template.pod().getSpec()));
    pod.withRestartPolicy("Never")
        .withInitContainers(TrainingContainers.before(tj, run, template, settings, trial))
        .withContainers(TrainingContainers.publish(tj, run, template, settings, trial))
        .addAllToVolumes(TrainingVolumes.of(tj, run, settings));
    Job job = job(tj, run, name(tj, run), pod.build());
    return QueueTemplate.queued(
        GangTemplate.indexed(labelled(job, template, tj.getSpec().parameters()), tj, run), tj);
  }

  /** A Job that works for an attempt. */
  static Job job(TrainingJob tj, Run run, String name, PodSpec pod) {
    return RunnerTemplate.job(
        tj,
        name,
        labels(tj, run),
        Map.of(Slipway.INPUTS, run.digest()),
        pod,
        longest(tj.getSpec().deadlines()));
  }

  /** The labels by which what works for an attempt is found. */
  static Map<String, String> labels(TrainingJob tj, Run run) {
    return Map.of(
        Slipway.TRAINING_JOB,
        tj.getMetadata().getName(),
        Slipway.RUN,
        run.name(),
        Slipway.ATTEMPT,
        String.valueOf(run.attempt()));
  }

  /** How long an attempt may take. */
  static Duration longest(@Nullable Deadlines deadlines) {
    return Durations.parse(deadlines == null ? null : deadlines.running(), LONGEST);
  }

  /** The user's labels and annotations stay, but ours are needed to find the pod again. */
  private static Job labelled(
      Job job, UserTemplate.Usable template, Map<String, String> parameters) {
    var builder = new JobBuilder(job);
    var metadata = builder.editSpec().editTemplate().editMetadata();
    var user = template.pod().getMetadata();
    var labels = new TreeMap<String, String>();
    var annotations = new TreeMap<String, String>();
    if (user != null) {
      labels.putAll(user.getLabels());
      annotations.putAll(user.getAnnotations());
    }
    labels.putAll(metadata.getLabels());
    annotations.putAll(metadata.getAnnotations());
    annotations.put(DEFAULT_CONTAINER, template.trainer().getName());
    annotations.put(Slipway.PARAMETERS, ParametersFile.json(parameters));
    return metadata
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .endTemplate()
        .withPodFailurePolicy(disrupted())
        .endSpec()
        .build();
  }

  /** Lets the Job say that its pod was taken away, for when the pod is gone before it is seen. */
  private static PodFailurePolicy disrupted() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("FailJob")
        .addNewOnPodCondition("True", Disruption.CONDITION)
        .addNewOnPodCondition("True", Disruption.QUEUE_CONDITION)
        .endRule()
        .build();
  }

  private TrainingJobTemplate() {}
}
