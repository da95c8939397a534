package dev.slipway.runner.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.NullUnmarked;

/** Processes that come, work, and go in any order, looked at now and then. */
@NullUnmarked
class CpuTimePropertyTest {
  private static final class Process {
    long parent;
    long own;
    long reaped;
  }

  /** Begins with one process that never ends. */
  private static final class Machine {
    private final TreeMap<Long, Process> processes = new TreeMap<>();
    private final Random random;

    /** Whether the first process, and not the machine's, waits for orphans. */
    private final boolean subreaper;

    private long next = 1;
    private long worked;

    Machine(long seed, boolean subreaper) {
      this.random = new Random(seed);
      this.subreaper = subreaper;
      processes.put(0L, new Process());
      begin(0);
    }

    void step() {
      var pids = new ArrayList<>(processes.tailMap(1L).keySet());
      long pid = pids.get(random.nextInt(pids.size()));
      switch (random.nextInt(3)) {
        case 0 -> begin(pid);
        case 1 -> work(pid);
        default -> {
          if (pid > 1) {
            end(pid);
          }
        }
      }
    }

    private void begin(long parent) {
      var process = new Process();
      process.parent = parent;
      processes.put(next++, process);
    }

    private void work(long pid) {
      long ticks = random.nextInt(50);
      processes.get(pid).own += ticks;
      worked += ticks;
    }

    private void end(long pid) {
      Process process = processes.remove(pid);
      processes.get(process.parent).reaped += process.own + process.reaped;
      for (Process child : processes.values()) {
        if (child.parent == pid) {
          child.parent = subreaper ? 1 : 0;
        }
      }
    }

    List<ProcessLook> look() {
      return processes.tailMap(1L).entrySet().stream()
          .map(
              entry ->
                  new ProcessLook(
                      entry.getKey(),
                      entry.getValue().parent,
                      entry.getKey() / 3, // several begin in the same tick
                      entry.getValue().own,
                      entry.getValue().reaped,
                      0,
                      0))
          .toList();
    }
  }

  @Property
  void whereAllAreWaitedForNothingIsMissedAndNothingCountsTwice(@ForAll long seed) {
    var machine = new Machine(seed, true);
    var cpu = new CpuTime();
    for (int i = 0; i < 200; i++) {
      machine.step();
      if (machine.random.nextInt(10) == 0) {
        cpu.take(machine.look());
        assertThat(cpu.seconds()).isEqualTo(machine.worked / 100.0);
      }
    }
  }

  @Property
  void whereOrphansAreLostNothingCountsTwice(@ForAll long seed) {
    var machine = new Machine(seed, false);
    var cpu = new CpuTime();
    for (int i = 0; i < 200; i++) {
      machine.step();
      if (machine.random.nextInt(10) == 0) {
        cpu.take(machine.look());
        assertThat(cpu.seconds()).isLessThanOrEqualTo(machine.worked / 100.0);
      }
    }
  }
}
