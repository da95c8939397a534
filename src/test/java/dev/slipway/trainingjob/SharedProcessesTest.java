package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatusBuilder;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.Trial;
import dev.slipway.testing.Golden;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is different in a pod whose template lets its containers see each other's processes. */
@NullUnmarked
class SharedProcessesTest {
  private static final String SHARED = Fixtures.TEMPLATE + "  shareProcessNamespace: true\n";

  @Test
  void theSidecarWatchesUntilPublishComes() {
    Golden.assertYaml(job(SHARED, null), "trainingjob/shared-processes.yaml");
  }

  @Test
  void thatOfATrialDoesSoToo() {
    var trial =
        new TrialTemplate.Brief(
            new PublishTask.Keep("auc", true, null, false),
            new Trial(
                "ml", "fares", "r1", "t7", Map.of(), "auc", null, null, Fixtures.SETTINGS.store()),
            null,
            null);
    assertThat(task(attend(pod(job(SHARED, trial))))).contains("\"resources\":true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  shareProcessNamespace: false\n"})
  void withoutThatNothingIsWatchedAndNothingIsShared(String line) {
    PodSpec pod = pod(job(Fixtures.TEMPLATE + line, null));
    assertThat(pod.getShareProcessNamespace()).isNotEqualTo(true);
    assertThat(task(attend(pod))).doesNotContain("resources");
    assertThat(attend(pod).getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("slipway-work"))
        .extracting(VolumeMount::getMountPath, VolumeMount::getReadOnly)
        .containsExactly(tuple("/slipway/work", true));
    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .doesNotContain("/slipway/publishing");
  }

  private static Container attend(PodSpec pod) {
    return pod.getInitContainers().stream()
        .filter(container -> container.getName().equals("attend"))
        .findFirst()
        .orElseThrow();
  }

  private static String task(Container container) {
    return container.getEnv().getFirst().getValue();
  }

  private static PodSpec pod(Job job) {
    return job.getSpec().getTemplate().getSpec();
  }

  private static Job job(String template, TrialTemplate.@Nullable Brief trial) {
    TrainingJob tj = Fixtures.job(Fixtures.spec(null, template, Map.of(), null));
    var draft = new StatusDraft(tj, TrainingJobStatusBuilder.builder().build(), Fixtures.START);
    return TrainingJobTemplate.job(
        tj,
        Runs.first(tj, "Created", null, draft, Fixtures.START),
        (UserTemplate.Usable) UserTemplate.of(tj.getSpec().template()),
        Fixtures.SETTINGS,
        trial);
  }
}
