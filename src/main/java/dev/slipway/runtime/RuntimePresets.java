package dev.slipway.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Runtime;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.StrictModel;
import dev.slipway.runtime.Resolution.Refused;
import dev.slipway.runtime.Resolution.Resolved;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The presets of an installation. Pure.
 *
 * @param byName each by its name
 */
public record RuntimePresets(SortedMap<String, RuntimePreset> byName) {
  /** The reason when a preset is not known. */
  public static final String NOT_FOUND = "RuntimeNotFound";

  /** The reason when a container cannot serve. */
  public static final String INVALID = "InvalidRuntime";

  /** These presets; of two with the same name the later one counts. */
  public static RuntimePresets of(List<RuntimePreset> presets) {
    var byName = new TreeMap<String, RuntimePreset>();
    presets.forEach(preset -> byName.put(preset.name(), preset));
    return new RuntimePresets(byName);
  }

  /** What a spec's runtime comes to. */
  public Resolution resolve(Runtime runtime) {
    JsonNode container = runtime.container();
    if (container != null) {
      return own(container);
    }
    RuntimePreset preset = byName.get(runtime.name());
    if (preset == null) {
      return new Refused(
          NOT_FOUND,
          "runtime "
              + runtime.name()
              + " is not a preset of this installation; "
              + (byName.isEmpty() ? "it has none" : "known: " + String.join(", ", byName.keySet()))
              + ". Name one of these, or give a container");
    }
    var changed = new ContainerBuilder(preset.container());
    if (runtime.image() != null) {
      changed.withImage(runtime.image());
    }
    if (runtime.resources() != null) {
      changed.withResources(runtime.resources());
    }
    return new Resolved(
        new RuntimePreset(
            preset.name(), preset.protocol(), preset.formats(), changed.build(), preset.request()));
  }

  private static Resolution own(JsonNode json) {
    Container container;
    try {
      container = StrictModel.read(json, Container.class);
    } catch (JsonProcessingException e) {
      return new Refused(
          INVALID, "runtime.container is not a Kubernetes container: " + e.getOriginalMessage());
    }
    String fault = fault(container);
    return fault != null
        ? new Refused(INVALID, "runtime.container " + fault)
        : new Resolved(
            new RuntimePreset(
                "container",
                RuntimePreset.OPEN_INFERENCE,
                List.of(),
                container,
                RequestFormat.PLAIN));
  }

  /** Why a container cannot be the one of a runtime; null when it can. */
  static @Nullable String fault(Container container) {
    if (container.getImage() == null || container.getImage().isBlank()) {
      return "has no image: say which image serves the model";
    }
    if (!container.getVolumeMounts().isEmpty()) {
      return "has volumeMounts, but a runtime's pod has no volumes of its own: /tmp is writable, and"
          + " the model is at $SLIPWAY_MODEL_PATH";
    }
    return container.getEnv().stream()
        .map(variable -> variable.getName())
        .filter(name -> name != null && RuntimeTemplate.VARIABLES.contains(name))
        .findFirst()
        .map(name -> "sets " + name + ", which Slipway sets: remove it")
        .orElse(null);
  }
}
