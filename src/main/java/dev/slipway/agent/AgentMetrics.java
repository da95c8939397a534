package dev.slipway.agent;

import dev.slipway.profile.LatencyHistogram;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What Prometheus reads. Names and labels are fixed in the code, so there is never more of them.
 */
final class AgentMetrics {
  /** Places of the latency histogram that one exported bucket joins: an octave. */
  private static final int JOINED = 4;

  /** What is counted. */
  enum Count {
    PASSED("slipway_agent_passed_total", "Requests that are no inference."),
    ROWS("slipway_agent_rows_total", "Rows that were predicted."),
    UNPARSABLE("slipway_agent_unparsable_total", "Answered requests that could not be read."),
    OVERSIZED("slipway_agent_oversized_total", "Answered requests too large to be counted."),
    DROPPED_OBSERVATIONS(
        "slipway_agent_dropped_observations_total", "Answered requests let go uncounted."),
    CAPTURED("slipway_agent_captured_rows_total", "Rows that were captured."),
    DROPPED_CAPTURES("slipway_agent_dropped_rows_total", "Captured rows that were let go."),
    FEEDBACK("slipway_agent_feedback_total", "Labels that were taken."),
    REFUSED_FEEDBACK("slipway_agent_refused_feedback_total", "Labels that were refused."),
    STORE_FAILURES("slipway_agent_store_failures_total", "Writes that the store refused."),
    UPSTREAM_FAULTS("slipway_agent_upstream_faults_total", "Requests the runtime did not answer."),
    RETRIES("slipway_agent_retries_total", "Requests sent again over a new connection."),
    ABORTED("slipway_agent_aborted_total", "Requests whose client went away.");

    private final String name;
    private final String help;

    Count(String name, String help) {
      this.name = name;
      this.help = help;
    }
  }

  private final LongAdder[] counts = new LongAdder[Count.values().length];
  private final LongAdder[] classes = new LongAdder[6];
  private final AtomicLongArray latency = new AtomicLongArray(LatencyHistogram.PLACES);
  private final LongAdder latencyMicros = new LongAdder();
  private final Map<String, LongSupplier> gauges = new TreeMap<>();

  AgentMetrics() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new LongAdder();
    }
  }

  /** Counts one. */
  void count(Count what) {
    counts[what.ordinal()].increment();
  }

  /** Counts several. */
  void count(Count what, long more) {
    counts[what.ordinal()].add(more);
  }

  /** What was counted so far. */
  long value(Count what) {
    return counts[what.ordinal()].sum();
  }

  /** Counts an inference request. */
  void request(int status, double seconds) {
    classes[Math.clamp(status / 100, 0, 5)].increment();
    latency.incrementAndGet(LatencyHistogram.place(seconds));
    latencyMicros.add(Math.round(seconds * 1e6));
  }

  /** Shows a value that goes up and down; to be called before anything is read. */
  void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  /** Everything in Prometheus' text format. */
  String text() {
    var text = new StringBuilder(4096);
    head(text, "slipway_agent_requests_total", "counter", "Inference requests.");
    for (int i = 1; i < classes.length; i++) {
      line(text, "slipway_agent_requests_total{code=\"" + i + "xx\"}", classes[i].sum());
    }
    histogram(text);
    for (Count count : Count.values()) {
      head(text, count.name, "counter", count.help);
      line(text, count.name, value(count));
    }
    gauges.forEach(
        (name, value) -> {
          head(text, name, "gauge", "");
          line(text, name, value.getAsLong());
        });
    return text.toString();
  }

  private void histogram(StringBuilder text) {
    String name = "slipway_agent_request_seconds";
    head(text, name, "histogram", "Time to the end of the answer of an inference request.");
    long total = 0;
    for (int place = 0; place < LatencyHistogram.PLACES; place++) {
      total += latency.get(place);
      if (place % JOINED == 0 && place < LatencyHistogram.PLACES - 1) {
        String bound = String.format(Locale.ROOT, "%.4g", LatencyHistogram.upperSeconds(place));
        line(text, name + "_bucket{le=\"" + bound + "\"}", total);
      }
    }
    line(text, name + "_bucket{le=\"+Inf\"}", total);
    text.append(name).append("_sum ").append(latencyMicros.sum() / 1e6).append('\n');
    line(text, name + "_count", total);
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    if (!help.isEmpty()) {
      text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    }
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
