package dev.slipway.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Optional;

/** An object that does work in pods, whoever runs them. */
public interface ObservedWork {
  /** The object. */
  HasMetadata resource();

  /** Whether its pods may still run. */
  boolean active();

  /** When the last of the containers ended that have. */
  Optional<Instant> lastEnd();
}
