package dev.slipway.monitor.collect;

import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Baseline;
import dev.slipway.progress.PodClient;
import java.util.concurrent.CompletableFuture;

/** Asks agents over HTTP. */
final class HttpAgentClient implements AgentClient {
  private final PodClient pods = new PodClient();

  @Override
  public CompletableFuture<AgentCounters> counters(AgentAddress agent, long from, long to) {
    return pods.get(
        agent.uri().resolve("/counters?from=" + from + "&to=" + to), AgentCounters.class);
  }

  @Override
  public CompletableFuture<Baseline> baseline(AgentAddress agent) {
    return pods.get(agent.uri().resolve("/baseline"), Baseline.class);
  }
}
