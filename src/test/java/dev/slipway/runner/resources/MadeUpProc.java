package dev.slipway.runner.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that stands for {@code /proc} of the sidecar's container, with control groups v2. */
final class MadeUpProc {
  static final String OWN = "0::/\n";
  static final String PAUSE = "0::/../cri-containerd-0000.scope\n";
  static final String TRAIN = "0::/../cri-containerd-aaaa.scope\n";
  static final String TRACKER = "0::/../cri-containerd-bbbb.scope\n";

  /** The sidecar itself. */
  static final long SELF = 7;

  private final Path proc;

  /** As it is before the training begins. */
  MadeUpProc(Path proc) throws IOException {
    this.proc = proc;
    process(1, 0, PAUSE).ticks(1, 0).memory(700, 700).write();
    process(SELF, 0, OWN).ticks(900, 0).memory(100_000, 110_000).write();
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("self/cgroup"), OWN);
    for (String other : new String[] {"sys/kernel", "irq", "acpi"}) {
      Files.createDirectories(proc.resolve(other));
    }
    Files.writeString(proc.resolve("uptime"), "350.10 650.20\n");
  }

  Path path() {
    return proc;
  }

  Writing process(long pid, long parent, String cgroup) {
    return new Writing(pid, parent, cgroup);
  }

  /** It is there no more. */
  void end(long pid) throws IOException {
    for (String file : new String[] {"cgroup", "stat", "status"}) {
      Files.deleteIfExists(proc.resolve(pid + "/" + file));
    }
    Files.delete(proc.resolve(String.valueOf(pid)));
  }

  /** One of its files is not to be read: that is what a folder in its place is. */
  void hide(long pid, String file) throws IOException {
    Files.delete(proc.resolve(pid + "/" + file));
    Files.createDirectory(proc.resolve(pid + "/" + file));
  }

  void cut(long pid, String file) throws IOException {
    Files.writeString(proc.resolve(pid + "/" + file), "");
  }

  /** A process in the making; times in ticks, memory in KiB. */
  final class Writing {
    private final long pid;
    private final long parent;
    private final String cgroup;
    private String name = "python3";
    private long started;
    private long own;
    private long reaped;
    private String memory = "";

    private Writing(long pid, long parent, String cgroup) {
      this.pid = pid;
      this.parent = parent;
      this.cgroup = cgroup;
      this.started = 1000 + pid;
    }

    Writing name(String name) {
      this.name = name;
      return this;
    }

    Writing started(long started) {
      this.started = started;
      return this;
    }

    Writing ticks(long own, long reaped) {
      this.own = own;
      this.reaped = reaped;
      return this;
    }

    Writing memory(long resident, long highest) {
      this.memory =
          "VmHWM:\t%8d kB\nVmRSS:\t%8d kB\nRssAnon:\t 5 kB\n".formatted(highest, resident);
      return this;
    }

    void write() throws IOException {
      Path process = Files.createDirectories(proc.resolve(String.valueOf(pid)));
      Files.writeString(process.resolve("cgroup"), cgroup);
      // a third of the time is the system's
      String stat =
          "%d (%s) S %d %d %d 0 -1 4194560 579 894 0 14 %d %d %d %d 20 0 14 0 %d 439459 2925 18446744073709551615 1 1 0 0 0\n"
              .formatted(
                  pid,
                  name,
                  parent,
                  pid,
                  pid,
                  own - own / 3,
                  own / 3,
                  reaped - reaped / 3,
                  reaped / 3,
                  started);
      Files.write(process.resolve("stat"), stat.getBytes(StandardCharsets.ISO_8859_1));
      String status = "Name:\t%s\nState:\tS (sleeping)\nVmPeak:\t  999999 kB\n%sThreads:\t14\n";
      Files.write(
          process.resolve("status"),
          status.formatted(name, memory).getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
