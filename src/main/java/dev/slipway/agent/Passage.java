package dev.slipway.agent;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all requests of an agent share.
 *
 * @param settings the agent's settings
 * @param recorder counts and captures answered requests
 * @param buckets counters of requests, errors and latency
 * @param metrics for Prometheus
 * @param inFlight requests that are not answered yet
 * @param lifecycle whether the agent is about to end
 */
record Passage(
    AgentSettings settings,
    Recorder recorder,
    Buckets buckets,
    AgentMetrics metrics,
    AtomicInteger inFlight,
    Lifecycle lifecycle) {}
