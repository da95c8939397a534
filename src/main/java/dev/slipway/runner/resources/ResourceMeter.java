package dev.slipway.runner.resources;

import dev.slipway.api.ResourceUse;
import java.util.List;
import java.util.Optional;

/** Makes figures of looks at processes. */
final class ResourceMeter {
  private final CpuTime cpu = new CpuTime();
  private long peak;
  private boolean seen;

  /** Takes the processes that there are now. */
  void take(List<ProcessLook> looks) {
    long sum = 0;
    for (ProcessLook look : looks) {
      sum += look.residentBytes();
      peak = Math.max(peak, look.highestBytes());
    }
    peak = Math.max(peak, sum);
    seen |= !looks.isEmpty();
    cpu.take(looks);
  }

  /** What they have used; empty as long as none was seen. */
  Optional<ResourceUse> use() {
    return seen ? Optional.of(new ResourceUse(peak, cpu.seconds())) : Optional.empty();
  }
}
