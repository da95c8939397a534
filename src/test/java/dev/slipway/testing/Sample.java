package dev.slipway.testing;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** YAML files as a user would apply them, and what became of their objects. */
public final class Sample {
  /**
   * The condition Ready of an object; {@code Absent} while there is none.
   *
   * @param status True, False or Unknown
   * @param reason why, in a word
   * @param message why, in words
   */
  public record Found(String status, String reason, String message) {
    static final Found ABSENT = new Found("Unknown", "Absent", "");
  }

  /** Applies a file's objects in a namespace of the test's, whichever they name. */
  public static void apply(KubernetesClient client, Path file, Namespace namespace)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (HasMetadata object : client.load(in).items()) {
        object.getMetadata().setNamespace(namespace.name());
        client.resource(object).serverSideApply();
      }
    }
  }

  /** What the condition Ready of one of Slipway's objects says. */
  public static Found ready(
      KubernetesClient client, Namespace namespace, String kind, String name) {
    return condition(client, namespace, kind, name, "Ready");
  }

  /** What a condition of one of Slipway's objects says. */
  public static Found condition(
      KubernetesClient client, Namespace namespace, String kind, String name, String type) {
    GenericKubernetesResource object = get(client, namespace, kind, name);
    if (object == null) {
      return Found.ABSENT;
    }
    List<java.util.Map<String, Object>> conditions = object.get("status", "conditions");
    return conditions == null
        ? Found.ABSENT
        : conditions.stream()
            .filter(c -> type.equals(c.get("type")))
            .findFirst()
            .map(
                c ->
                    new Found(
                        String.valueOf(c.get("status")),
                        String.valueOf(c.get("reason")),
                        String.valueOf(c.get("message"))))
            .orElse(Found.ABSENT);
  }

  /** One of Slipway's objects, or null. */
  public static @org.jspecify.annotations.Nullable GenericKubernetesResource get(
      KubernetesClient client, Namespace namespace, String kind, String name) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("slipway.dev")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build())
        .inNamespace(namespace.name())
        .withName(name)
        .get();
  }

  /** The reasons of the Events about one of Slipway's objects. */
  public static List<String> eventReasons(
      KubernetesClient client, Namespace namespace, String kind, String name) {
    return client.events().v1().events().inNamespace(namespace.name()).list().getItems().stream()
        .filter(
            e -> kind.equals(e.getRegarding().getKind()) && name.equals(e.getRegarding().getName()))
        .map(e -> e.getReason())
        .toList();
  }

  private Sample() {}
}
