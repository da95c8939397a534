package dev.slipway.runner.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Times in ticks, of which 100 are a second. */
class CpuTimeTest {
  private final CpuTime cpu = new CpuTime();

  @Test
  void isThatOfAllProcesses() {
    look(of(10, 0, 300, 0), of(11, 10, 200, 0));
    look(of(10, 0, 350, 0), of(11, 10, 260, 0));
    assertTicks(610);
  }

  @Test
  void oneThatHasEndedCountsAsFarAsItWasSeen() {
    look(of(10, 0, 300, 0), of(20, 0, 40, 0));
    look(of(10, 0, 350, 0));
    assertTicks(390);
    look();
    assertTicks(390);
  }

  @Test
  void whatIsWaitedForCountsOnceAndToItsEnd() {
    look(of(10, 0, 5, 0), of(11, 10, 200, 0));
    look(of(10, 0, 6, 230));
    assertTicks(236);
    look(of(10, 0, 6, 230), of(12, 10, 50, 0));
    look(of(10, 0, 7, 290));
    assertTicks(297);
    look();
    assertTicks(297);
  }

  @Test
  void childrenThatWereNeverSeenAreFoundWithTheirParent() {
    look(of(10, 0, 5, 70));
    assertTicks(75);
    look(of(10, 0, 5, 90));
    assertTicks(95);
  }

  @Test
  void aFamilyThatEndsAtOnceCountsOnce() {
    look(of(10, 0, 1, 0), of(11, 10, 20, 0), of(12, 11, 100, 5), of(13, 12, 30, 0));
    // 13 has come to 33 and 12 to 110; 11 has waited for all of it, and 10 for 11
    look(of(10, 0, 1, 20 + 110 + 5 + 33));
    assertTicks(1 + 20 + 110 + 5 + 33);
  }

  @Test
  void anOrphanIsItsNewParents() {
    look(of(10, 0, 1, 0), of(11, 10, 20, 0), of(12, 11, 100, 0));
    look(of(10, 0, 1, 20), of(12, 10, 130, 0));
    assertTicks(151);
    look(of(10, 0, 1, 160));
    assertTicks(161);
  }

  @Test
  void anOrphanThatEndsWithItsParentCountsOnceWhoeverWaitsForIt() {
    look(of(10, 0, 1, 0), of(11, 10, 2, 0), of(12, 11, 20, 0), of(13, 12, 100, 0));
    // 12 and 13 have ended since: 11 has waited for 12, and 10, a subreaper, for 13
    look(of(10, 0, 1, 105), of(11, 10, 2, 20));
    assertTicks(1 + 2 + 20 + 105);
    look(of(10, 0, 1, 127));
    assertTicks(1 + 2 + 20 + 105);
  }

  @Test
  void whatNobodyWaitsForCountsAsFarAsItWasSeen() {
    look(of(10, 0, 5, 0), of(11, 10, 200, 0));
    look(of(10, 0, 6, 0));
    assertTicks(206);
    look(of(10, 0, 9, 0));
    assertTicks(209);
    look();
    assertTicks(209);
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() {
    look(new ProcessLook(10, 0, 1000, 300, 40, 0, 0));
    look(new ProcessLook(10, 0, 2000, 7, 0, 0, 0));
    assertTicks(347);
  }

  private void look(ProcessLook... looks) {
    cpu.take(List.of(looks));
  }

  private void assertTicks(long ticks) {
    assertThat(cpu.seconds()).isEqualTo(ticks / 100.0);
  }

  private static ProcessLook of(long pid, long parent, long own, long reaped) {
    return new ProcessLook(pid, parent, 1000 + pid, own, reaped, 0, 0);
  }
}
