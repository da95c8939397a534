package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.MonitorSpec.Webhook;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.Evaluation;
import dev.slipway.api.Task;
import dev.slipway.contract.RequestFormat;
import dev.slipway.monitor.MonitorTemplate.Change;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Golden files; see what changed with {@code git diff} after running with -Dgolden.write=true. */
@NullUnmarked
class MonitorTemplateTest {
  private static final Change STARTED =
      new Change(
          new ActiveAlert("Drift", "2026-05-01T12:02:00Z", "temp PSI 9.81 (+3)"),
          true,
          "temp PSI 9.81 (+3)",
          "2026-05-01T12:02:00Z");

  private final MonitorFixture fixture =
      new MonitorFixture("{deployment: fares, window: 1h, drift: {}}");

  @Test
  void anEvaluation() throws IOException {
    var evaluation =
        new Evaluation(
            "2026-05-01T12:00:00Z", "watch-evaluate-1", "fares-v1", "2026-05-01T12:00:10Z", null);
    golden(
        "evaluate.yaml",
        MonitorTemplate.evaluate(
            fixture.monitor,
            evaluation,
            EvaluationPolicy.from(fixture.monitor, evaluation),
            Task.BinaryClassification,
            new RequestFormat("pd", "predict", "predict_proba"),
            MonitorFixture.SETTINGS));
  }

  @Test
  void aNotification() throws IOException {
    golden(
        "notify.yaml",
        MonitorTemplate.notify(
            fixture.monitor,
            STARTED,
            "fares-v1",
            new Webhook("https://example.org/hook", null),
            0,
            MonitorFixture.SETTINGS));
  }

  @Test
  void aConfidentialAddressComesFromItsSecret() {
    Job job =
        MonitorTemplate.notify(
            fixture.monitor,
            STARTED,
            "fares-v1",
            new Webhook(null, "hook"),
            0,
            MonitorFixture.SETTINGS);
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv())
        .filteredOn(variable -> variable.getName().equals("SLIPWAY_WEBHOOK_URL"))
        .singleElement()
        .satisfies(
            variable -> {
              assertThat(variable.getValue()).isNull();
              assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("hook");
              assertThat(variable.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("url");
            });
  }

  private static void golden(String name, Job made) throws IOException {
    Path file = Path.of("src/test/resources/monitor", name);
    String yaml = Serialization.asYaml(made);
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(file));
  }
}
