package dev.slipway.rehearsal;

import dev.slipway.agent.Main;
import java.util.Map;

/** An agent starts, warms itself up with requests of its own, and ends. */
public final class AgentRehearsal {
  /** Runs it once. */
  public static void main(String[] arguments) throws Exception {
    Main.rehearse(
        Map.of(
            "SLIPWAY_MODEL_NAME", "rehearsal",
            "SLIPWAY_PORT", "0",
            "SLIPWAY_OPS_PORT", "0",
            "SLIPWAY_DRAIN_SECONDS", "0"));
    System.exit(0);
  }

  private AgentRehearsal() {}
}
