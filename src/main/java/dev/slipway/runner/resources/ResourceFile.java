package dev.slipway.runner.resources;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ResourceUse;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file in which the sidecar leaves to {@code publish} what it has seen. It lies where the
 * training's code may write too, so no link is followed: both see the store, which that code does
 * not.
 */
public final class ResourceFile {
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads it; what is no such file is said, and counts as none. */
  public static Optional<ResourceUse> read(PodContext pod) {
    Path file = pod.path(PodPaths.RESOURCES);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      ResourceUse use = JSON.readValue(file.toFile(), ResourceUse.class);
      return use == null ? Optional.empty() : Optional.of(checked(use));
    } catch (IOException e) {
      pod.say("warning: %s is passed over: %s", PodPaths.RESOURCES, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static ResourceUse checked(ResourceUse use) throws IOException {
    if (use.peakMemoryBytes() < 0
        || !(use.cpuSeconds() >= 0)
        || Double.isInfinite(use.cpuSeconds())) {
      throw new IOException("nobody uses %s".formatted(use));
    }
    return use;
  }

  /** Replaces it, so that whoever reads it finds all of it. */
  static void write(PodContext pod, ResourceUse use) throws IOException {
    Path file = pod.path(PodPaths.RESOURCES);
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(whole);
    Files.write(whole, JSON.writeValueAsBytes(use), StandardOpenOption.CREATE_NEW);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private ResourceFile() {}
}
