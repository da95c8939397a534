package dev.slipway.runner.resources;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processor time of processes that come and go. A process that has ended counts as far as it
 * was seen. The time of what its parent has waited for tells the rest, and all of children that
 * were never seen; what was counted with a child already is taken off there, so that nothing counts
 * twice. Of what nobody waited for, the time after the last look is left out.
 */
final class CpuTime {
  private static final Comparator<Account> YOUNGEST_FIRST =
      Comparator.<Account>comparingLong(account -> account.last.started())
          .thenComparingLong(account -> account.last.pid())
          .reversed();

  private static final class Account {
    final ProcessLook last;

    /** Of what it has waited for, as much as was counted with children that have ended. */
    long counted;

    Account(ProcessLook last, long counted) {
      this.last = last;
      this.counted = counted;
    }

    /** Its own time, and what it tells of others beyond what was counted with them. */
    long ticks(long counted) {
      return last.ownTicks() + Math.max(0, last.reapedTicks() - counted);
    }
  }

  private Map<Long, Account> accounts = Map.of();
  private long ended;

  /** Takes the processes that there are now. */
  void take(List<ProcessLook> looks) {
    var now = new HashMap<Long, Account>();
    for (ProcessLook look : looks) {
      Account before = accounts.get(look.pid());
      long counted = before != null && before.last.same(look) ? before.counted : 0;
      now.put(look.pid(), new Account(look, counted));
    }
    end(now);
    accounts = now;
  }

  /** Settles those that are not there any more. */
  private void end(Map<Long, Account> now) {
    // a process and its parent may have ended between the same two looks
    var passedOn = new HashMap<Long, Long>();
    for (Account account : youngestFirst(accounts.values())) {
      ProcessLook last = account.last;
      if (again(account, now) != null) {
        continue;
      }
      ended += account.ticks(account.counted);
      long all =
          last.ownTicks()
              + Math.max(last.reapedTicks(), account.counted)
              + passedOn.getOrDefault(last.pid(), 0L);
      Account parent = accounts.get(last.parent());
      Account living = parent == null ? null : again(parent, now);
      if (living == null) {
        passedOn.merge(last.parent(), all, Long::sum);
      } else {
        living.counted += all;
      }
    }
  }

  /** The same process now; null when it has ended. */
  private static @Nullable Account again(Account account, Map<Long, Account> now) {
    Account found = now.get(account.last.pid());
    return found != null && found.last.same(account.last) ? found : null;
  }

  /** Children before their parents. */
  private static List<Account> youngestFirst(Collection<Account> accounts) {
    return accounts.stream().sorted(YOUNGEST_FIRST).toList();
  }

  /** All of it, in seconds. */
  double seconds() {
    long ticks = ended;
    // what was counted, but was waited for by a process further up
    var above = new HashMap<Long, Long>();
    for (Account account : youngestFirst(accounts.values())) {
      long counted = account.counted + above.getOrDefault(account.last.pid(), 0L);
      ticks += account.ticks(counted);
      above.merge(
          account.last.parent(), Math.max(0, counted - account.last.reapedTicks()), Long::sum);
    }
    return ticks / ProcessLook.TICKS_PER_SECOND;
  }
}
