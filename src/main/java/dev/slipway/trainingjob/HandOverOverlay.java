package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.engine.EngineRules.Overlay;
import dev.slipway.engine.EngineRules.PodRule;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * The contract where a kind has no pod template, only a list of what differs from one. Such a list
 * can give variables and volumes to containers, but add none: fetch and attend are in the template.
 */
final class HandOverOverlay {
  /** Fills a list in. */
  static HandOverTemplate.Trainer fill(
      ObjectNode root, PodRule rule, Overlay overlay, HandOverPod pod) {
    String container = Objects.requireNonNull(rule.container(), "an overlay names its container");
    ObjectNode item = item(root, rule, overlay);
    for (var volume : pod.volumes()) {
      // a pod that is laid over gets no annotations, and so no file of parameters
      if (!volume.getName().equals(TrainingContract.PARAMETERS)) {
        item.withArray("/volumes").add(HandOverTemplate.JSON.<JsonNode>valueToTree(volume));
      }
    }
    once(item, pod.fetch());
    once(item, pod.attend(HandOverPod.GRACE_SECONDS, false));
    var mounts =
        pod.mounts().stream()
            .filter(mount -> !mount.getName().equals(TrainingContract.PARAMETERS))
            .toList();
    named(
        item,
        "containers",
        new ContainerBuilder().withName(container).withVolumeMounts(mounts).build());
    ArrayNode variables = HandOverTemplate.JSON.createArrayNode();
    pod.environment().stream()
        .filter(variable -> !variable.getName().equals("SLIPWAY_PARAMETERS"))
        .forEach(variable -> variables.add(HandOverTemplate.JSON.<JsonNode>valueToTree(variable)));
    ArrayNode given = root.withArray(overlay.env());
    variables.addAll(given.deepCopy());
    given.removeAll().addAll(variables);
    JsonNode image = root.at(JsonPointer.compile(overlay.env()).head()).path("image");
    return new HandOverTemplate.Trainer(
        new ContainerBuilder()
            .withName(container)
            .withImage(image.isTextual() ? image.asText() : null)
            .build(),
        HandOverPod.GRACE_SECONDS);
  }

  /** The user's item for the same pod, or one more. */
  private static ObjectNode item(ObjectNode root, PodRule rule, Overlay overlay) {
    ArrayNode list = root.withArray(rule.at());
    for (JsonNode item : list) {
      boolean same =
          overlay.item().properties().stream()
              .allMatch(field -> field.getValue().equals(item.get(field.getKey())));
      if (same && item instanceof ObjectNode found) {
        return found;
      }
    }
    ObjectNode added = list.addObject();
    added.setAll((ObjectNode) overlay.item().deepCopy());
    return added;
  }

  /** Such a list mounts a volume once: where we mount one twice, the second is one of its own. */
  private static void once(ObjectNode item, Container container) {
    var names = new HashSet<String>();
    var mounts = new ArrayList<VolumeMount>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      if (names.add(mount.getName())) {
        mounts.add(mount);
        continue;
      }
      String own = mount.getName() + "-" + container.getName();
      mounts.add(RunnerTemplate.mount(own, mount.getMountPath()));
      item.withArray("/volumes")
          .add(HandOverTemplate.JSON.<JsonNode>valueToTree(TrainingVolumes.folder(own)));
    }
    named(item, "initContainers", new ContainerBuilder(container).withVolumeMounts(mounts).build());
  }

  /** Gives variables and mounts to a container by its name. */
  private static void named(ObjectNode item, String field, Container container) {
    ArrayNode list = item.withArray("/" + field);
    ObjectNode found = null;
    for (JsonNode each : list) {
      if (each.path("name").asText().equals(container.getName())) {
        found = (ObjectNode) each;
      }
    }
    ObjectNode to = found == null ? list.addObject().put("name", container.getName()) : found;
    if (!container.getEnv().isEmpty()) {
      add(to.withArray("/env"), container.getEnv());
    }
    add(to.withArray("/volumeMounts"), container.getVolumeMounts());
  }

  private static void add(ArrayNode list, List<?> values) {
    values.forEach(value -> list.add(HandOverTemplate.JSON.<JsonNode>valueToTree(value)));
  }

  private HandOverOverlay() {}
}
