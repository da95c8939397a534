package dev.slipway.bench;

import dev.slipway.testing.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** What an operator has cost so far, and how a benchmark tells it. */
final class Figures {
  /** Within this every benchmark comes to its end. */
  static final Duration PATIENCE = Duration.ofMinutes(90);

  private static final Pattern WRITES =
      Pattern.compile(
          "(?m)^slipway_api_requests_total\\{code=\"2..\",method=\"(POST|PATCH|PUT|DELETE)\",resource=\"([^\"]+)\"} ([0-9.E]+)$");

  /** The clock ticks of /proc are hundredths of a second on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 11;

  /** Prints a line {@code BENCH <name> <value>}. */
  static void bench(String name, double value) {
    System.out.printf(Locale.ROOT, "BENCH %s %.2f%n", name, value);
  }

  static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Writes to the API that an operator has made, but for its lease. */
  static long writes(OperatorProcess operator) throws IOException, InterruptedException {
    Matcher line = WRITES.matcher(operator.metrics());
    double sum = 0;
    while (line.find()) {
      if (!line.group(2).equals("leases") && !line.group(2).startsWith("selfsubject")) {
        sum += Double.parseDouble(line.group(3));
      }
    }
    return Math.round(sum);
  }

  /** The memory of a process that is resident, in MiB. */
  static double residentMib(OperatorProcess operator) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + operator.pid() + "/status"))) {
      String resident = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Double.parseDouble(resident.replaceAll("[^0-9]", "")) / 1024;
    }
  }

  /** The processor time that a process has used, in seconds. */
  static double cpuSeconds(OperatorProcess operator) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + operator.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]))
        / TICKS_PER_SECOND;
  }

  /** Prints how soon a status tells that something was applied, and that its pod has ended. */
  static void latencies(Moments moments, String suffix) {
    double[] starts = moments.untilAnswered();
    double[] ends = moments.untilSucceeded();
    bench("status_start_p50" + suffix, quantile(starts, 0.5));
    bench("status_start_p99" + suffix, quantile(starts, 0.99));
    bench("status_end_p50" + suffix, quantile(ends, 0.5));
    bench("status_end_p99" + suffix, quantile(ends, 0.99));
  }

  /**
   * The value that a share of all are not above.
   *
   * @param share 0 to 1
   */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  static void await(Duration every, BooleanSupplier reached) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(every)
        .until(reached::getAsBoolean);
  }

  /** Waits until an operator has stopped writing. */
  static void settle(OperatorProcess operator) {
    Awaitility.await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(8))
        .pollInterval(Duration.ofSeconds(1))
        .until(new Steady(operator)::holds);
  }

  private static final class Steady {
    private final OperatorProcess operator;
    private long last = -1;

    Steady(OperatorProcess operator) {
      this.operator = operator;
    }

    boolean holds() throws IOException, InterruptedException {
      long now = writes(operator);
      boolean same = now == last;
      last = now;
      return same;
    }
  }

  private Figures() {}
}
