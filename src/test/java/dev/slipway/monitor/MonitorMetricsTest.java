package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class MonitorMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MonitorMetrics metrics = new MonitorMetrics(registry);
  private final MonitorFixture fixture =
      new MonitorFixture("{deployment: fares, window: 1m, drift: {}}");

  @Test
  void gaugesFollowTheNewestWindow() {
    var status = fixture.minuteOf(0, 1.0);
    metrics.record(fixture.monitor, status, fixture.last.psi());
    assertThat(registry.get("slipway.monitor.samples").gauge().value()).isEqualTo(500);
    assertThat(psi("f3")).isGreaterThan(0.5);
    status = fixture.minuteOf(1, 0);
    metrics.record(fixture.monitor, status, fixture.last.psi());
    assertThat(psi("f3")).isLessThan(0.2);
    metrics.record(fixture.monitor, status, null);
    assertThat(psi("f3")).isLessThan(0.2);
  }

  @Test
  void columnsThatAreNotWatchedAnyMoreGo() {
    var status = fixture.minuteOf(0, 0);
    metrics.record(fixture.monitor, status, Map.of("a", 1.0, "b", 2.0));
    metrics.record(fixture.monitor, status, Map.of("b", 3.0));
    assertThat(registry.find("slipway.monitor.psi").gauges()).hasSize(1);
    assertThat(psi("b")).isEqualTo(3.0);
  }

  @Test
  void thereIsABound() {
    var psi = new HashMap<String, Double>();
    for (int i = 0; i < 500; i++) {
      psi.put("c" + i, 0.1);
    }
    metrics.record(fixture.monitor, fixture.minuteOf(0, 0), psi);
    assertThat(registry.find("slipway.monitor.psi").gauges()).hasSize(100);
  }

  @Test
  void aMonitorThatIsGoneTakesItsGaugesWithIt() {
    metrics.record(fixture.monitor, fixture.minuteOf(0, 0), fixture.last.psi());
    metrics.forget(fixture.monitor);
    assertThat(registry.getMeters()).isEmpty();
  }

  private double psi(String column) {
    return registry.get("slipway.monitor.psi").tag("column", column).gauge().value();
  }
}
