package dev.slipway.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorSpec.Webhook;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.Evaluation;
import dev.slipway.api.Slipway;
import dev.slipway.api.Task;
import dev.slipway.contract.EvaluateTask;
import dev.slipway.contract.NotifyTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.Claims;
import dev.slipway.job.Names;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the Jobs of a Monitor. */
final class MonitorTemplate {
  static final String EVALUATE = "evaluate";
  static final String NOTIFY = "notify";

  private static final Duration EVALUATE_DEADLINE = Duration.ofMinutes(30);
  private static final Duration NOTIFY_DEADLINE = Duration.ofMinutes(5);

  /** Long enough to be read, and to be looked at by a person. */
  private static final int KEPT_SECONDS = 24 * 3600;

  /**
   * An alert's start or end.
   *
   * @param time when it happened (RFC 3339)
   */
  record Change(ActiveAlert alert, boolean started, String message, String time) {}

  /** The Job that judges captured predictions by their labels. */
  static Job evaluate(
      Monitor monitor,
      Evaluation evaluation,
      Instant from,
      Task task,
      RequestFormat request,
      PodSettings settings) {
    var work =
        new EvaluateTask(
            monitor.getMetadata().getNamespace(),
            monitor.getSpec().deployment(),
            evaluation.modelVersion(),
            from.toString(),
            evaluation.until(),
            task,
            request,
            settings.store());
    Set<String> claims = Claims.of(List.of(settings.store().url()));
    ContainerBuilder container =
        RunnerTemplate.container(
                EVALUATE, settings.image(), EVALUATE, work, settings.store(), "1Gi")
            .addAllToVolumeMounts(Claims.mounts(claims));
    var pod =
        RunnerTemplate.pod()
            .withContainers(container.build())
            .addAllToVolumes(Claims.volumes(claims))
            .build();
    return kept(
        RunnerTemplate.job(
            monitor, evaluation.job(), labels(monitor), Map.of(), pod, EVALUATE_DEADLINE));
  }

  /**
   * The Job that tells somebody of an alert's start or end. Its name is made from these, so that it
   * is told once.
   *
   * @param index the receiver's place in {@code spec.alerts}
   */
  static Job notify(
      Monitor monitor,
      Change change,
      @Nullable String version,
      Webhook webhook,
      int index,
      PodSettings settings) {
    String name = notifyName(monitor, change, index);
    var work =
        new NotifyTask(
            name,
            "dev.slipway.alert." + (change.started() ? "started" : "ended"),
            "%s/monitors/%s"
                .formatted(monitor.getMetadata().getNamespace(), monitor.getMetadata().getName()),
            change.time(),
            data(monitor, change, version));
    // it reaches no store
    var none = new StoreSettings(settings.store().url(), null, null, settings.store().region());
    var pod =
        RunnerTemplate.pod()
            .withContainers(
                RunnerTemplate.container(NOTIFY, settings.image(), NOTIFY, work, none, "192Mi")
                    .addToEnv(address(webhook))
                    .build())
            .build();
    return kept(RunnerTemplate.job(monitor, name, labels(monitor), Map.of(), pod, NOTIFY_DEADLINE));
  }

  private static String notifyName(Monitor monitor, Change change, int index) {
    long since = Instant.parse(change.alert().since()).getEpochSecond();
    return Names.join(
        monitor.getMetadata().getName(),
        NOTIFY,
        change.alert().name().toLowerCase(Locale.ROOT),
        change.started() ? "started" : "ended",
        Long.toString(since, Character.MAX_RADIX),
        Integer.toString(index));
  }

  private static ObjectNode data(Monitor monitor, Change change, @Nullable String version) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("namespace", monitor.getMetadata().getNamespace());
    data.put("monitor", monitor.getMetadata().getName());
    data.put("deployment", monitor.getSpec().deployment());
    data.put("modelVersion", version);
    data.put("alert", change.alert().name());
    data.put("since", change.alert().since());
    data.put("message", change.message());
    return data;
  }

  private static EnvVar address(Webhook webhook) {
    String secret = webhook.secretName();
    return secret != null
        ? RunnerTemplate.secret(PodPaths.WEBHOOK_URL, secret, "url")
        : RunnerTemplate.variable(PodPaths.WEBHOOK_URL, String.valueOf(webhook.url()));
  }

  private static Map<String, String> labels(Monitor monitor) {
    return Map.of(Slipway.MONITOR, monitor.getMetadata().getName());
  }

  private static Job kept(Job job) {
    return new JobBuilder(job)
        .editSpec()
        .withTtlSecondsAfterFinished(KEPT_SECONDS)
        .endSpec()
        .build();
  }

  private MonitorTemplate() {}
}
