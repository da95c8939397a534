package dev.slipway.agent;

import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Clock;
import java.util.Map;
import org.jboss.logging.Logger;

/** The agent's process. */
public final class Main {
  private static final Logger LOG = Logger.getLogger(Main.class);
  private static final int BAD_SETTINGS = 2;

  /** Serves until the process is told to end. */
  public static void main(String[] arguments) {
    AgentSettings settings;
    try {
      settings = AgentSettings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.errorf("the agent cannot start: %s", e.getMessage());
      System.exit(BAD_SETTINGS);
      return;
    }
    Agent agent = agent(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent), "drain"));
    agent
        .start()
        .onSuccess(started -> LOG.infof("serving on port %d", settings.port()))
        .onFailure(
            fault -> {
              LOG.errorf(fault, "the agent cannot start");
              Runtime.getRuntime().halt(1);
            });
  }

  /**
   * Starts, warms up and ends again, so that the JVM can record what that takes.
   *
   * @param variables as the agent's container would have them
   */
  public static void rehearse(Map<String, String> variables) throws Exception {
    Agent agent = agent(AgentSettings.from(variables));
    agent.start().toCompletionStage().toCompletableFuture().get();
    agent.drain();
  }

  private static Agent agent(AgentSettings settings) {
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    StoreSettings store = settings.store();
    return new Agent(
        vertx,
        settings,
        Clock.systemUTC(),
        uri -> {
          if (store == null) {
            throw new IllegalStateException("there is no store");
          }
          return ObjectStore.open(uri, store);
        });
  }

  private static void end(Agent agent) {
    try {
      agent.drain();
      // Without this the exit code would be 143, and the pod would seem to have failed.
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private Main() {}
}
