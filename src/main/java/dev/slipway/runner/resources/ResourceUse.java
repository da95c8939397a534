package dev.slipway.runner.resources;

/**
 * What processes have used so far.
 *
 * @param peakMemoryBytes the largest sum of their resident memory at one look, and at least the
 *     largest that one of them alone ever had. Pages that several share count in each of them.
 * @param cpuSeconds their user and system time
 */
public record ResourceUse(long peakMemoryBytes, double cpuSeconds) {
  /** Nothing. */
  static final ResourceUse NONE = new ResourceUse(0, 0);

  public ResourceUse {
    if (peakMemoryBytes < 0 || !(cpuSeconds >= 0) || Double.isInfinite(cpuSeconds)) {
      throw new IllegalArgumentException(
          "nobody uses %d bytes and %s s".formatted(peakMemoryBytes, cpuSeconds));
    }
  }

  /** The larger of each. */
  ResourceUse max(ResourceUse other) {
    return new ResourceUse(
        Math.max(peakMemoryBytes, other.peakMemoryBytes), Math.max(cpuSeconds, other.cpuSeconds));
  }
}
