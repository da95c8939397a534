package dev.slipway.monitor;

import dev.slipway.api.Monitor;
import dev.slipway.monitor.collect.AgentCollector;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Wakes a Monitor when a window is collected, and ends what concerns a Monitor that is gone. */
final class AgentEventSource extends SimpleInboundEventSource<Monitor>
    implements ResourceEventAware<Monitor> {
  private final AgentCollector collector;
  private final MonitorMetrics metrics;

  AgentEventSource(AgentCollector collector, MonitorMetrics metrics) {
    super("agents");
    this.collector = collector;
    this.metrics = metrics;
  }

  @Override
  public void start() {
    super.start();
    collector.start(this::propagateEvent);
  }

  @Override
  public void onResourceDeleted(Monitor monitor) {
    collector.forget(ResourceID.fromResource(monitor));
    metrics.forget(monitor);
  }
}
