package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.MonitorSpec.AlertAfter;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.Window;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class AlertPolicyTest {
  /** F is a window with the fault, c a clean one; the second line says when the alert is on. */
  @ParameterizedTest
  @CsvSource({
    "2,3,FFccc,.+++-",
    "2,3,FcFcFccc,..+++++-",
    "2,3,FccFcc,......",
    "1,1,FcF,+-+",
    "3,3,FFcFFFccc,.....+++-",
    "1,3,Fcccc,+++--",
  })
  void alertsAfterMOfN(int windows, int of, String seen, String expected) {
    var history = new ArrayList<Window>();
    ActiveAlert alert = null;
    var on = new StringBuilder();
    for (int i = 0; i < seen.length(); i++) {
      history.addFirst(window(i, seen.charAt(i) == 'F'));
      alert =
          AlertPolicy.decide(Cause.DRIFT, new AlertAfter(windows, of), history, alert).orElse(null);
      on.append(alert == null ? '-' : '+');
    }
    assertThat(on.toString()).isEqualTo(expected.substring(0, seen.length()).replace('.', '-'));
  }

  @Property(tries = 300)
  void neverWithFewerFaultsThanM(
      @ForAll @Size(max = 30) List<Boolean> faults,
      @ForAll @IntRange(min = 1, max = 10) int one,
      @ForAll @IntRange(min = 1, max = 10) int other) {
    var after = new AlertAfter(Math.min(one, other), Math.max(one, other));
    var history = new ArrayList<Window>();
    ActiveAlert alert = null;
    for (int i = 0; i < faults.size(); i++) {
      history.addFirst(window(i, faults.get(i)));
      ActiveAlert next = AlertPolicy.decide(Cause.DRIFT, after, history, alert).orElse(null);
      long among = history.stream().limit(after.of()).filter(w -> !w.faults().isEmpty()).count();
      if (among >= after.windows()) {
        assertThat(next).isNotNull();
      } else if (alert == null) {
        assertThat(next).isNull();
      }
      if (among == 0 && history.size() >= after.of()) {
        assertThat(next).isNull();
      }
      if (alert != null && next != null) {
        assertThat(next.since()).isEqualTo(alert.since());
      }
      if (next != null && among >= after.windows()) {
        // an operator that died in between reads several windows at once
        assertThat(AlertPolicy.decide(Cause.DRIFT, after, history, null)).contains(next);
      }
      alert = next;
    }
  }

  private static Window window(int number, boolean fault) {
    return new Window(
        "start" + number,
        "end" + number,
        "v1",
        500,
        0,
        500,
        0.1,
        true,
        List.of(),
        fault ? "x PSI 1.00" : "none",
        fault ? List.of("Drift") : List.of());
  }
}
