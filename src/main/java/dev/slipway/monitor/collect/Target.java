package dev.slipway.monitor.collect;

import java.util.List;

/**
 * What is to be collected for a Monitor.
 *
 * @param deployment the Deployment; baselines are shared by it
 * @param grid its windows
 * @param next the start of the first window that is not in the status yet, in epoch seconds
 * @param agents the pods that serve now
 */
public record Target(String deployment, WindowGrid grid, long next, List<AgentAddress> agents) {
  public Target {
    agents = List.copyOf(agents);
  }
}
