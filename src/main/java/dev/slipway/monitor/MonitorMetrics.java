package dev.slipway.monitor;

import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What Monitors measure, as gauges: {@code slipway_monitor_samples}, {@code
 * slipway_monitor_performance}, and {@code slipway_monitor_psi} for at most 100 columns of each. A
 * Monitor that is deleted takes its gauges with it.
 */
@ApplicationScoped
public class MonitorMetrics {
  private static final int MOST_COLUMNS = 100;

  private final MeterRegistry registry;
  private final Map<String, Map<String, Held>> monitors = new ConcurrentHashMap<>();

  private record Held(Meter meter, AtomicReference<Double> value) {}

  MonitorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Takes over what was decided.
   *
   * @param psi of the newest window's columns; null when no window is new
   */
  public void record(Monitor monitor, MonitorStatus status, @Nullable Map<String, Double> psi) {
    var values = new HashMap<String, Double>();
    if (!status.windows().isEmpty()) {
      values.put("slipway.monitor.samples", (double) status.windows().getFirst().samples());
    }
    var performance = status.performance();
    if (performance != null && performance.value() != null) {
      values.put("slipway.monitor.performance", performance.value());
    }
    monitors.compute(
        key(monitor),
        (key, before) -> {
          Map<String, Held> held = before == null ? new HashMap<>() : before;
          values.forEach((name, value) -> set(held, monitor, name, null, value));
          if (psi != null) {
            drop(held, name -> name.startsWith("psi/") && !psi.containsKey(name.substring(4)));
            psi.entrySet().stream()
                .limit(MOST_COLUMNS)
                .forEach(e -> set(held, monitor, "slipway.monitor.psi", e.getKey(), e.getValue()));
          }
          return held;
        });
  }

  /** Lets go of a Monitor's gauges. */
  public void forget(Monitor monitor) {
    Map<String, Held> held = monitors.remove(key(monitor));
    if (held != null) {
      drop(held, name -> true);
    }
  }

  private void set(
      Map<String, Held> held, Monitor monitor, String name, @Nullable String column, double value) {
    held.computeIfAbsent(
            column == null ? name : "psi/" + column,
            key -> {
              Tags tags =
                  Tags.of(
                      "namespace",
                      monitor.getMetadata().getNamespace(),
                      "monitor",
                      monitor.getMetadata().getName());
              var reference = new AtomicReference<>(value);
              Meter meter =
                  Gauge.builder(name, reference, AtomicReference::get)
                      .tags(column == null ? tags : tags.and("column", column))
                      .register(registry);
              return new Held(meter, reference);
            })
        .value()
        .set(value);
  }

  private void drop(Map<String, Held> held, Predicate<String> which) {
    held.entrySet()
        .removeIf(
            entry -> {
              boolean drop = which.test(entry.getKey());
              if (drop) {
                registry.remove(entry.getValue().meter());
              }
              return drop;
            });
  }

  private static String key(Monitor monitor) {
    return monitor.getMetadata().getNamespace() + "/" + monitor.getMetadata().getName();
  }
}
