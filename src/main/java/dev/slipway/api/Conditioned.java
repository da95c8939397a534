package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status with conditions. */
public interface Conditioned {
  /** The conditions, one of each type. */
  List<Condition> conditions();

  /** The generation of the spec that this status answers; null before the first answer. */
  @Nullable Long observedGeneration();
}
