package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.store.Layout;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;

/** The Job that publishes what the pods of another operator have left in the store. */
final class HandOverPublishTemplate {
  /** What the kubelet and the store may take beyond a pod's grace period. */
  private static final long SLACK_SECONDS = 60;

  /** Its name. */
  static String name(TrainingJob tj, Run run) {
    return TrainingJobTemplate.name(tj, run) + "-publish";
  }

  /** Where an attempt's pods leave their model. */
  static String staging(TrainingJob tj, Run run, PodSettings settings) {
    return ofRun(tj, run, settings) + "/" + run.attempt();
  }

  /** The Job of an attempt. */
  static Job job(
      TrainingJob tj, Run run, HandOverTemplate.Filled handedOver, PodSettings settings) {
    var staged =
        FetchTask.Item.staged(
            staging(tj, run, settings), PodPaths.MODEL, handedOver.graceSeconds() + SLACK_SECONDS);
    var discard = new ArrayList<String>();
    discard.add(ofRun(tj, run, settings));
    if (tj.getSpec().checkpoint() != null) {
      discard.add(AttendTemplate.checkpoints(tj, run, settings));
    }
    return TrainingJobTemplate.job(
        tj,
        run,
        name(tj, run),
        RunnerTemplate.pod()
            .withInitContainers(TrainingContainers.fetch(List.of(staged), settings))
            .withContainers(
                TrainingContainers.publish(
                    tj, run, handedOver.trainer().getImage(), settings, discard))
            .addToVolumes(
                TrainingVolumes.folder(TrainingContract.MODEL),
                TrainingVolumes.folder(TrainingContract.WORK))
            .addAllToVolumes(Claims.volumes(Claims.of(List.of(settings.store().url()))))
            .build());
  }

  private static String ofRun(TrainingJob tj, Run run, PodSettings settings) {
    return settings
        .store()
        .resolve(
            Layout.staging(
                tj.getMetadata().getNamespace(), tj.getMetadata().getName(), run.name()));
  }

  private HandOverPublishTemplate() {}
}
