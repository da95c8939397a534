package dev.slipway.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** An object that does work in pods, whoever runs them. */
public interface ObservedWork {
  /** The object. */
  HasMetadata resource();

  /** Whether its pods may still run. */
  boolean active();

  /** Where its first pod tells how far it is, while that runs. */
  Optional<URI> progressAddress();

  /** When the last of the containers ended that have. */
  Optional<Instant> lastEnd();
}
