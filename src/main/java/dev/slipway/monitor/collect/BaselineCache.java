package dev.slipway.monitor.collect;

import dev.slipway.profile.Baseline;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Baselines of ModelVersions, the least recently used of which are let go. */
final class BaselineCache {
  private static final int MOST = 64;
  private static final int MOST_WAITING = 1000;
  private static final long PAUSE_SECONDS = 5;

  /** Whose baseline it is. */
  record Key(String namespace, String deployment, String modelVersion) {}

  private final Map<Key, Baseline> known =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Baseline> eldest) {
          return size() > MOST;
        }
      };

  /** When each may be asked for again, in epoch seconds. */
  private final Map<Key, Long> again = new HashMap<>();

  @Nullable Baseline get(Key key) {
    return known.get(key);
  }

  /** Whether it should be asked for now; if so, not again for a while. */
  boolean wanted(Key key, long now) {
    if (known.containsKey(key) || now < again.getOrDefault(key, 0L)) {
      return false;
    }
    if (again.size() > MOST_WAITING) {
      again.clear();
    }
    again.put(key, now + PAUSE_SECONDS);
    return true;
  }

  void put(Key key, Baseline baseline) {
    known.put(key, baseline);
    again.remove(key);
  }
}
