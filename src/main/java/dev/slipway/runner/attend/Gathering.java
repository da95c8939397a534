package dev.slipway.runner.attend;

import dev.slipway.contract.AttendTask.Gang;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.progress.ProgressServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets training begin on all pods at once: every pod tells rank 0 that it is there, and rank 0
 * tells when all are – or, where fewer are enough, when those have waited for the others for a
 * while. The kubelet asks {@code /gathered} before it starts the training container.
 */
final class Gathering {
  /** How long those that are enough wait for the others. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String THERE = "/there";
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final int YES = 200;
  private static final int NOT_YET = 503;

  private final Gang gang;
  private final InstantSource clock;
  private final Set<Integer> there = new HashSet<>();
  private @Nullable Instant enough;
  private volatile boolean gathered;

  Gathering(Gang gang, InstantSource clock) {
    this.gang = gang;
    this.clock = clock;
  }

  /** Answers the kubelet and the other pods, and tells rank 0 of this one. */
  void begin(PodContext pod, ProgressServer server) {
    int rank = pod.rank();
    server.ask(
        PodPaths.GATHERED_ENDPOINT, asked -> (rank == 0 ? came(0) : gathered) ? YES : NOT_YET);
    if (rank == 0) {
      server.ask(THERE, asked -> came(rank(asked)) ? YES : NOT_YET);
    } else {
      Thread.ofVirtual().start(() -> tell(pod, rank));
    }
  }

  /** Notes that a rank is there, and tells whether training begins. */
  synchronized boolean came(int rank) {
    if (rank >= 0 && rank < gang.size()) {
      there.add(rank);
    }
    if (there.size() >= gang.enough() && enough == null) {
      enough = clock.instant();
    }
    gathered |=
        there.size() == gang.size()
            || (enough != null && !clock.instant().isBefore(enough.plus(PATIENCE)));
    return gathered;
  }

  private void tell(PodContext pod, int rank) {
    // a name is not known until its pod runs
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    URI first = URI.create("http://%s%s?rank=%d".formatted(gang.first(), THERE, rank));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      var request = HttpRequest.newBuilder(first).timeout(ANSWER).build();
      String trouble = "";
      while (!gathered) {
        try {
          gathered =
              client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == YES;
        } catch (IOException e) {
          if (!e.toString().equals(trouble)) {
            trouble = e.toString();
            pod.say("waiting for rank 0 at %s: %s", gang.first(), trouble);
          }
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
      pod.say("rank %d begins", rank);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int rank(URI asked) {
    String query = asked.getQuery();
    return query != null && query.matches("rank=[0-9]{1,4}")
        ? Integer.parseInt(query.substring("rank=".length()))
        : -1;
  }
}
