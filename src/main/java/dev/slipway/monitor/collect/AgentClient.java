package dev.slipway.monitor.collect;

import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Baseline;
import java.util.concurrent.CompletableFuture;

/** Asks agents, without blocking. What an agent does wrong ends the future exceptionally. */
interface AgentClient {
  /** Counters over whole buckets in [from, to), in epoch seconds. */
  CompletableFuture<AgentCounters> counters(AgentAddress agent, long from, long to);

  /** What the agent compares its traffic with. */
  CompletableFuture<Baseline> baseline(AgentAddress agent);
}
