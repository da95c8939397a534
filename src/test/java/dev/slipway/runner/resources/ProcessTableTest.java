package dev.slipway.runner.resources;

import static dev.slipway.runner.resources.MadeUpProc.OWN;
import static dev.slipway.runner.resources.MadeUpProc.SELF;
import static dev.slipway.runner.resources.MadeUpProc.TRACKER;
import static dev.slipway.runner.resources.MadeUpProc.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class ProcessTableTest {
  @TempDir Path folder;
  private MadeUpProc proc;

  @BeforeEach
  void sidecar() throws IOException {
    proc = new MadeUpProc(folder);
  }

  @Test
  void seesTheProcessesOfOtherContainersAlone() throws IOException {
    proc.process(9, SELF, OWN).memory(50, 60).write();
    proc.process(20, 0, TRACKER).ticks(30, 0).memory(8, 9).write();
    proc.process(30, 0, TRAIN).ticks(90, 12).memory(400, 500).write();
    proc.process(131, 30, TRAIN).ticks(5, 0).memory(70, 70).write();
    assertThat(others())
        .as("in the order of their numbers")
        .containsExactly(
            new ProcessLook(20, 0, 1020, 30, 0, 8 * 1024, 9 * 1024),
            new ProcessLook(30, 0, 1030, 90, 12, 400 * 1024, 500 * 1024),
            new ProcessLook(131, 30, 1131, 5, 0, 70 * 1024, 70 * 1024));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "x) S 99 (y", "(sd-pam)", "new\nline", "caf\u00e9", ""})
  void aProcessHasWhatNameItLikes(String name) throws IOException {
    proc.process(30, 0, TRAIN).name(name).ticks(90, 12).memory(400, 500).write();
    assertThat(others())
        .containsExactly(new ProcessLook(30, 0, 1030, 90, 12, 400 * 1024, 500 * 1024));
  }

  @Test
  void oneThatHasEndedAndIsNotWaitedForHasNoMemory() throws IOException {
    proc.process(30, 0, TRAIN).ticks(90, 12).write();
    assertThat(others()).containsExactly(new ProcessLook(30, 0, 1030, 90, 12, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"cgroup,hide", "stat,hide", "status,hide", "stat,cut", "stat,gone", "cgroup,gone"})
  void whatCannotBeReadIsLeftOut(String file, String how) throws IOException {
    proc.process(30, 0, TRAIN).memory(400, 500).write();
    proc.process(31, 30, TRAIN).memory(70, 70).write();
    switch (how) {
      case "hide" -> proc.hide(31, file);
      case "cut" -> proc.cut(31, file);
      default -> Files.delete(folder.resolve("31/" + file));
    }
    assertThat(others()).extracting(ProcessLook::pid).containsExactly(30L);
  }

  @Test
  void aNamespaceThatIsNotSharedShowsNothing(@TempDir Path alone) throws IOException {
    var own = new MadeUpProc(alone);
    own.process(1, 0, OWN).memory(100, 100).write();
    own.process(12, 1, OWN).memory(100, 100).write();
    assertThat(new ProcessTable(alone).others()).isEmpty();
  }

  @Test
  void containersMayHaveFullPathsOfSeveralGroups() throws IOException {
    String groups = "12:memory:/kubepods/pod1/%1$s\n11:cpu,cpuacct:/kubepods/pod1/%1$s\n";
    Files.writeString(folder.resolve("self/cgroup"), groups.formatted("own"));
    proc.process(SELF, 0, groups.formatted("own")).memory(1, 1).write();
    proc.process(30, 0, groups.formatted("train")).memory(1, 1).write();
    assertThat(others()).extracting(ProcessLook::pid).containsExactly(30L);
  }

  @Test
  void withoutItsOwnGroupItTellsNothingApart() throws IOException {
    proc.process(30, 0, TRAIN).memory(1, 1).write();
    Files.delete(folder.resolve("self/cgroup"));
    assertThatThrownBy(this::others).isInstanceOf(IOException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsWhatTheKernelWrites() throws IOException {
    Path self = Path.of("/proc/self");
    ProcessHandle here = ProcessHandle.current();
    var look =
        ProcessLook.of(
            here.pid(),
            Files.readString(self.resolve("stat")),
            Files.readString(self.resolve("status")));
    assertThat(look.parent()).isEqualTo(here.parent().map(ProcessHandle::pid).orElse(0L));
    assertThat(look.started()).isPositive();
    assertThat(look.ownTicks() / ProcessLook.TICKS_PER_SECOND)
        .isPositive()
        .isLessThanOrEqualTo(here.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0 + 1);
    assertThat(look.highestBytes())
        .isGreaterThan(10 << 20)
        .isGreaterThanOrEqualTo(look.residentBytes());
    assertThat(look.residentBytes()).isGreaterThan(10 << 20);
    assertThat(new ProcessTable(Path.of("/proc")).others())
        .extracting(ProcessLook::pid)
        .doesNotContain(1L, here.pid());
  }

  private List<ProcessLook> others() throws IOException {
    return new ProcessTable(proc.path()).others();
  }
}
