package dev.slipway.testing;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Waits for what an object's status is to say; who waits in vain is told the last one. */
final class StatusWait {
  private static final Duration POLL = Duration.ofMillis(500);

  static <S> S until(
      Resource<? extends CustomResource<?, S>> object,
      String what,
      Duration patience,
      Predicate<S> until) {
    return Awaitility.await(what)
        .atMost(patience)
        .pollInterval(POLL)
        .until(() -> object.require().getStatus(), status -> status != null && until.test(status));
  }

  private StatusWait() {}
}
