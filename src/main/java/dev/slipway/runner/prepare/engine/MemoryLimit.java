package dev.slipway.runner.prepare.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory the container has. */
public final class MemoryLimit {
  /** Control groups version 2, then version 1. */
  private static final List<String> FILES =
      List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes");

  /**
   * The container's limit in bytes; the machine's memory when there is none.
   *
   * @param root the folder that stands for "/"
   */
  public static long bytes(Path root) {
    var machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    for (String name : FILES) {
      Path file = root.resolve(name);
      if (Files.isReadable(file)) {
        try {
          String text = Files.readString(file).strip();
          // "max" and a number beyond the machine both mean that there is no limit.
          return text.equals("max") ? machine : Math.min(machine, Long.parseLong(text));
        } catch (IOException | NumberFormatException e) {
          return machine;
        }
      }
    }
    return machine;
  }

  /** What the engine may take of it: the rest is the JVM's and the libraries'. */
  public static long engineShare(Path root) {
    return bytes(root) * 6 / 10;
  }

  private MemoryLimit() {}
}
