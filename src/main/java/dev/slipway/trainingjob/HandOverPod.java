package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.FetchTask;
import dev.slipway.engine.EngineRules;
import dev.slipway.engine.EngineRules.PodRule;
import dev.slipway.job.PodSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A pod of another operator with the contract filled in. Its containers stay what they are, so the
 * model is brought away by the sidecar when they have ended.
 *
 * @param rules those of its kind
 */
record HandOverPod(TrainingJob tj, Run run, EngineRules rules, PodSettings settings) {
  /** How long a pod has to bring its model away when its template does not say. */
  static final long GRACE_SECONDS = 300;

  /** A pod template with the contract. */
  PodTemplateSpec filled(PodTemplateSpec given, PodRule rule, String place) {
    PodSpec spec = given.getSpec() == null ? new PodSpec() : given.getSpec();
    refuseReserved(spec, place);
    var pod = new PodSpecBuilder(rule.create() ? withWorker(spec, rule) : spec);
    Container worker = worker(pod.build(), rule, place);
    TrainingVolumes.shared(pod);
    if (rule.trainer() && pod.getTerminationGracePeriodSeconds() == null) {
      pod.withTerminationGracePeriodSeconds(GRACE_SECONDS);
    }
    Long grace = pod.getTerminationGracePeriodSeconds();
    List<EnvVar> environment = environment();
    List<VolumeMount> mounts = mounts();
    var init = new ArrayList<Container>();
    if (!items().isEmpty()) {
      init.add(fetch());
    }
    spec.getInitContainers().stream()
        .map(c -> TrainingContract.equip(c, environment, mounts).build())
        .forEach(init::add);
    if (rule.trainer()) {
      init.add(
          attend(grace == null ? GRACE_SECONDS : grace, TrainingContract.sharesProcesses(spec)));
    }
    pod.withInitContainers(init)
        .withContainers(
            pod.build().getContainers().stream()
                .map(
                    c ->
                        c.getName().equals(worker.getName())
                            ? TrainingContract.trainer(c, environment, mounts)
                            : c)
                .toList())
        .addAllToVolumes(volumes());
    return new PodTemplateSpecBuilder(given)
        .editOrNewMetadata()
        .withLabels(labels(given, rule))
        .addToAnnotations(Slipway.PARAMETERS, ParametersFile.json(tj.getSpec().parameters()))
        .endMetadata()
        .withSpec(pod.build())
        .build();
  }

  /** The container that works. */
  Container worker(PodSpec pod, PodRule rule, String place) {
    return pod.getContainers().stream()
        .filter(c -> rule.container() == null || rule.container().equals(c.getName()))
        .findFirst()
        .orElseThrow(
            () ->
                new HandOverTemplate.Refusal(
                    rule.container() == null
                        ? "spec.job: %s has no container: the first one works".formatted(place)
                        : "spec.job: %s has no container of the name %s, which is the one that works in a %s"
                            .formatted(place, rule.container(), rules.kind())));
  }

  /** Brings data and checkpoints in; nothing when the run starts from nothing. */
  Container fetch() {
    return TrainingContainers.fetch(items(), settings);
  }

  /** What is brought in. */
  List<FetchTask.Item> items() {
    return TrainingContainers.items(tj, run, settings, null);
  }

  /**
   * The sidecar that brings the model away.
   *
   * @param resources whether it sees the processes of the pod
   */
  Container attend(long grace, boolean resources) {
    return AttendTemplate.container(
        tj,
        run,
        grace,
        settings,
        null,
        new AttendTask.Staging(
            HandOverPublishTemplate.staging(tj, run, settings), settings.store()),
        resources);
  }

  /** The contract's variables. */
  List<EnvVar> environment() {
    return TrainingContract.environment(tj, run);
  }

  /** The contract's folders. */
  List<VolumeMount> mounts() {
    return TrainingContract.mounts(tj, run, null);
  }

  /** What all containers mount. */
  List<Volume> volumes() {
    return TrainingVolumes.of(tj, run, settings);
  }

  private PodSpec withWorker(PodSpec spec, PodRule rule) {
    return spec.getContainers().stream().anyMatch(c -> c.getName().equals(rule.container()))
        ? spec
        : new PodSpecBuilder(spec)
            .addToContainers(new ContainerBuilder().withName(rule.container()).build())
            .build();
  }

  private TreeMap<String, String> labels(PodTemplateSpec given, PodRule rule) {
    var labels = new TreeMap<String, String>();
    if (given.getMetadata() != null && given.getMetadata().getLabels() != null) {
      labels.putAll(given.getMetadata().getLabels());
    }
    labels.putAll(HandOverTemplate.labels(tj, run, rules));
    if (rule.trainer()) {
      labels.put(Slipway.TRAINER, "true");
    }
    return labels;
  }

  private static void refuseReserved(PodSpec spec, String place) {
    Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .filter(c -> c.getName() == null || UserTemplate.RESERVED.contains(c.getName()))
        .findFirst()
        .ifPresent(
            c -> {
              throw new HandOverTemplate.Refusal(
                  c.getName() == null
                      ? "spec.job: every container of %s needs a name".formatted(place)
                      : "spec.job: container %s of %s has a name that Slipway uses: name it otherwise"
                          .formatted(c.getName(), place));
            });
  }
}
