package dev.slipway.monitor;

import dev.slipway.api.Durations;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorSpec;
import dev.slipway.api.MonitorSpec.Retrain;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.Evaluation;
import dev.slipway.api.MonitorStatus.Window;
import dev.slipway.api.Task;
import dev.slipway.job.PodSettings;
import dev.slipway.monitor.EvaluationPolicy.Progress;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is next for a Monitor: judge windows, evaluate, alert, ask for a better model. */
final class MonitorPlan {
  static final MonitorStatus NEW =
      new MonitorStatus(
          null, null, null, List.of(), null, null, List.of(), null, List.of(), List.of());

  private static final Duration OFTEN = Duration.ofSeconds(30);
  private static final Duration SELDOM = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Decides. */
  static Decision next(
      Monitor monitor, MonitorObserved observed, PodSettings settings, Instant present) {
    Instant now = present.truncatedTo(ChronoUnit.SECONDS);
    MonitorSpec spec = monitor.getSpec();
    MonitorStatus before = monitor.getStatus() == null ? NEW : monitor.getStatus();
    String serving = observed.serving();
    String version = serving == null ? before.modelVersion() : serving;

    var history = WindowHistory.extend(spec, before.windows(), observed.collected());
    Progress progress =
        spec.performance() == null
            ? Progress.of(null, null)
            : EvaluationPolicy.read(spec.performance(), before, observed, now);
    Task task = task(observed, version);
    Optional<Evaluation> start =
        serving == null || task == null || spec.performance() == null
            ? Optional.empty()
            : EvaluationPolicy.next(monitor, progress, history.newest(), serving, now);

    List<ActiveAlert> alerts = alerts(spec, before, history.windows(), progress, version);
    Retrain retrain = spec.retrain();
    RetrainPolicy.Verdict verdict =
        retrain == null
            ? null
            : RetrainPolicy.decide(monitor, retrain, before, alerts, observed, now);
    var asked = verdict instanceof RetrainPolicy.Ask ask ? ask.request() : null;

    var facts =
        new MonitorConditions.Facts(
            monitor, before, observed, history, progress, alerts, verdict, version, task);
    var status =
        new MonitorStatus(
            monitor.getMetadata().getGeneration(),
            phase(serving, alerts, verdict),
            version,
            history.windows(),
            progress.performance(),
            start.orElse(progress.evaluation()),
            alerts,
            asked == null ? before.retrainRequest() : asked,
            asked == null || retrain == null
                ? before.requestTimes()
                : RetrainPolicy.times(retrain, before.requestTimes(), now),
            MonitorConditions.decide(facts, now));

    var create = new ArrayList<Job>();
    if (start.isPresent() && task != null) {
      Evaluation evaluation = start.get();
      create.add(
          MonitorTemplate.evaluate(
              monitor,
              evaluation,
              EvaluationPolicy.from(monitor, evaluation),
              task,
              observed.request(),
              settings));
    }
    create.addAll(NotificationPolicy.jobs(monitor, before, alerts, version, settings, now));
    List<Job> delete = OldJobs.of(observed.jobs().values());
    Duration again = again(spec, history.newest(), status.evaluation(), verdict, now);
    return create.isEmpty() && delete.isEmpty()
        ? new Decision.Rest(status, history.psi(), again)
        : new Decision.Act(status, create, delete, history.psi(), again);
  }

  /** The alerts that are on. Another ModelVersion has another baseline: alerts begin anew. */
  private static List<ActiveAlert> alerts(
      MonitorSpec spec,
      MonitorStatus before,
      List<Window> windows,
      Progress progress,
      @Nullable String version) {
    boolean renewed = !Objects.equals(version, before.modelVersion());
    var alerts = new ArrayList<ActiveAlert>();
    for (Cause cause : Cause.values()) {
      if (!cause.watchedBy(spec)) {
        continue;
      }
      ActiveAlert old = renewed ? null : AlertPolicy.find(before.alerts(), cause.id());
      if (cause == Cause.PERFORMANCE && spec.performance() != null) {
        Evaluation evaluation = progress.evaluation();
        PerformancePolicy.decide(
                spec.performance(),
                PerformancePolicy.current(spec.performance(), progress.performance(), version),
                old,
                evaluation == null ? null : evaluation.until())
            .ifPresent(alerts::add);
      } else {
        AlertPolicy.decide(
                cause,
                cause.alertAfter(spec),
                WindowHistory.judged(windows, cause, version, spec),
                old)
            .ifPresent(alerts::add);
      }
    }
    return List.copyOf(alerts);
  }

  private static String phase(
      @Nullable String serving, List<ActiveAlert> alerts, RetrainPolicy.@Nullable Verdict verdict) {
    if (serving == null) {
      return "Waiting";
    }
    if (verdict instanceof RetrainPolicy.Ask || verdict instanceof RetrainPolicy.UnderWay) {
      return "Retraining";
    }
    return alerts.isEmpty() ? "Watching" : "Alerting";
  }

  private static @Nullable Task task(MonitorObserved observed, @Nullable String version) {
    var served = version == null ? null : observed.versions().get(version);
    var lineage = served == null ? null : served.getSpec().lineage();
    return lineage == null || lineage.snapshot() == null ? null : lineage.snapshot().task();
  }

  private static Duration again(
      MonitorSpec spec,
      @Nullable Window newest,
      @Nullable Evaluation evaluation,
      RetrainPolicy.@Nullable Verdict verdict,
      Instant now) {
    Duration window = Durations.parse(spec.window(), SELDOM);
    Duration again = window.compareTo(OFTEN) < 0 ? OFTEN : min(window, SELDOM);
    if (newest != null
        && spec.performance() != null
        && (evaluation == null || !evaluation.until().equals(newest.end()))) {
      again = min(again, Duration.between(now, EvaluationPolicy.readyAt(newest)));
    }
    if (verdict instanceof RetrainPolicy.Not not && not.until() != null) {
      again = min(again, Duration.between(now, not.until()));
    }
    return again.compareTo(SOON) < 0 ? SOON : again;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private MonitorPlan() {}
}
