package dev.slipway.runner.resources;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel told of a process at one look; see proc_pid_stat(5) and proc_pid_status(5).
 *
 * @param pid its number; numbers are used again
 * @param parent the number of its parent; 0 when that cannot be seen
 * @param started when it began, in ticks since the machine started: with the number, which one it
 *     is
 * @param ownTicks user and system time of its threads, those that have ended too
 * @param reapedTicks the same of the children that it has waited for, and of theirs
 * @param residentBytes memory that it has in RAM (VmRSS); 0 for one that has ended
 * @param highestBytes the most that this ever was (VmHWM)
 */
record ProcessLook(
    long pid,
    long parent,
    long started,
    long ownTicks,
    long reapedTicks,
    long residentBytes,
    long highestBytes) {
  /** Ticks are of USER_HZ, which is 100 on every machine that a JVM runs on. */
  static final double TICKS_PER_SECOND = 100;

  private static final Pattern RESIDENT =
      Pattern.compile("^VmRSS:\\s*(\\d+) kB", Pattern.MULTILINE);
  private static final Pattern HIGHEST = Pattern.compile("^VmHWM:\\s*(\\d+) kB", Pattern.MULTILINE);

  /**
   * Reads what is in two files.
   *
   * @throws IOException when they end too early
   */
  static ProcessLook of(long pid, String stat, String status) throws IOException {
    // the name is in brackets, and may have brackets and spaces in it
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length < 20) {
      throw new IOException("the stat of process %d has no start".formatted(pid));
    }
    return new ProcessLook(
        pid,
        Long.parseLong(fields[1]),
        Long.parseLong(fields[19]),
        Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
        Long.parseLong(fields[13]) + Long.parseLong(fields[14]),
        bytes(RESIDENT, status),
        bytes(HIGHEST, status));
  }

  /** Whether this is the same process as at another look. */
  boolean same(ProcessLook other) {
    return pid == other.pid && started == other.started;
  }

  private static long bytes(Pattern pattern, String status) {
    Matcher matcher = pattern.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
  }
}
