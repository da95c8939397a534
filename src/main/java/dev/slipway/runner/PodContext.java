package dev.slipway.runner;

import dev.slipway.contract.PodPaths;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the pod that it runs in. Tests give it a folder instead of "/".
 *
 * @param variables the environment
 * @param root the folder that stands for "/"
 * @param out where progress is told, line by line
 */
public record PodContext(Map<String, String> variables, Path root, PrintStream out) {
  /** The pod that this process runs in. */
  public static PodContext real() {
    return new PodContext(System.getenv(), Path.of("/"), System.out);
  }

  /** Where an absolute path of {@code PodPaths} lies. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The rank of this pod among those that train together; 0 when it is alone. */
  public int rank() {
    return Integer.parseInt(variables.getOrDefault(PodPaths.RANK, "0"));
  }

  /** Opens a place in the store. */
  public ObjectStore store(String uri, StoreSettings settings) {
    return ObjectStore.open(uri, settings, variables, root);
  }

  /** Tells people what happens. */
  public void say(String format, Object... values) {
    out.println(String.format(java.util.Locale.ROOT, format, values));
  }
}
