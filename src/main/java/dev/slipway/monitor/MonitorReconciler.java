package dev.slipway.monitor;

import dev.slipway.api.Durations;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus;
import dev.slipway.apply.JobWriter;
import dev.slipway.apply.Refusal;
import dev.slipway.job.PodSettings;
import dev.slipway.monitor.collect.AgentCollector;
import dev.slipway.monitor.collect.Target;
import dev.slipway.monitor.collect.WindowGrid;
import dev.slipway.runtime.RuntimeCatalog;
import dev.slipway.status.StatusWriter;
import dev.slipway.watch.WatchingReconciler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Watches Deployments' traffic, alerts, and asks for better models. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class MonitorReconciler extends WatchingReconciler<Monitor> {
  private final StatusWriter statuses;
  private final JobWriter jobs;
  private final PodSettings settings;
  private final RuntimeCatalog runtimes;
  private final AgentCollector collector;
  private final MonitorMetrics metrics;
  private final Clock clock;

  MonitorReconciler(
      StatusWriter statuses,
      JobWriter jobs,
      PodSettings settings,
      RuntimeCatalog runtimes,
      AgentCollector collector,
      MonitorMetrics metrics,
      Clock clock) {
    this.statuses = statuses;
    this.jobs = jobs;
    this.settings = settings;
    this.runtimes = runtimes;
    this.collector = collector;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Monitor>> prepareEventSources(EventSourceContext<Monitor> context) {
    var sources = new ArrayList<>(MonitorSources.of(context));
    sources.add(new AgentEventSource(collector, metrics));
    return sources;
  }

  @Override
  public UpdateControl<Monitor> reconcile(Monitor monitor, Context<Monitor> context) {
    ResourceID id = ResourceID.fromResource(monitor);
    collector.follow(id, target(monitor, context));
    var observed = MonitorObserved.from(monitor, context, collector.read(id), runtimes.presets());
    Decision decision = MonitorPlan.next(monitor, observed, settings, clock.instant());
    if (decision instanceof Decision.Act act) {
      act.create().forEach(this::create);
      act.delete().forEach(jobs::stop);
    }
    metrics.record(monitor, decision.status(), decision.psi());
    return statuses.finish(monitor, decision.status(), Monitor::new, context, decision.again());
  }

  /**
   * What to collect, by the status as it is written: a window is let go only once it is safe in
   * there.
   */
  private Target target(Monitor monitor, Context<Monitor> context) {
    MonitorStatus status = monitor.getStatus();
    var grid =
        new WindowGrid(
            Durations.parse(monitor.getSpec().window(), Duration.ofHours(1)).toSeconds());
    Instant done =
        status == null || status.windows().isEmpty()
            ? null
            : Instant.parse(status.windows().getFirst().end());
    Instant since = Instant.parse(monitor.getMetadata().getCreationTimestamp());
    return new Target(
        monitor.getSpec().deployment(),
        grid,
        grid.next(done, since, clock.instant()),
        MonitorSources.agents(monitor, context));
  }

  private void create(Job job) {
    try {
      jobs.start(job);
    } catch (KubernetesClientException e) {
      // its name is made from what it does: it is there already
      if (!Refusal.of(e).conflict()) {
        throw e;
      }
    }
  }
}
