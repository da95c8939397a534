package dev.slipway.store;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes sure that a namespace has the claim of a pvc:// store before a pod needs it. Claims are
 * neither read nor watched: one is created, and that it is there already is fine.
 */
@ApplicationScoped
public class StoreClaim {
  /** For so long a namespace is not asked again; a deleted claim comes back after it. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private static final int MOST = 10_000;

  private final KubernetesClient client;
  private final ClaimSettings settings;
  private final Clock clock;
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();

  StoreClaim(KubernetesClient client, ClaimSettings settings, Clock clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Makes the claim unless it is there, or the store is none.
   *
   * @throws KubernetesClientException when the API server refuses it for another reason
   */
  public void ensure(String namespace) {
    String name = settings.name();
    Instant now = clock.instant();
    Instant last = asked.get(namespace);
    if (name == null || (last != null && now.isBefore(last.plus(FRESH)))) {
      return;
    }
    try {
      client.resource(StoreClaimTemplate.claim(namespace, name, settings)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
    if (asked.size() >= MOST) {
      asked.clear();
    }
    asked.put(namespace, now);
  }
}
