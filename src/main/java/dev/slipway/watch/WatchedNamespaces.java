package dev.slipway.watch;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The namespaces that all controllers watch: those of the installation's list in which the operator
 * may read when it starts, or all when there is no list. An informer that is refused ends the
 * operator, so that one deleted namespace would leave all others unattended.
 */
@Singleton
public class WatchedNamespaces {
  private static final Logger LOG = Logger.getLogger(WatchedNamespaces.class);

  private final Set<String> names;

  WatchedNamespaces(
      @ConfigProperty(name = "quarkus.operator-sdk.namespaces") Optional<List<String>> listed,
      KubernetesClient client) {
    names = readable(listed(listed.orElse(List.of())), name -> mayRead(client, name));
  }

  /** Has a controller watch these namespaces and no others; without a list it stays as it is. */
  void narrow(ControllerConfigurationOverrider<?> controller) {
    if (!names.isEmpty()) {
      controller.settingNamespaces(names);
    }
  }

  /**
   * The namespaces of the setting; none when it holds one of the SDK's words, such as the default
   * that stands for all: these are in capitals, as no namespace can be.
   */
  static Set<String> listed(List<String> setting) {
    return setting.stream().anyMatch(name -> name.chars().anyMatch(Character::isUpperCase))
        ? Set.of()
        : Set.copyOf(setting);
  }

  /**
   * The namespaces of a list that can be watched.
   *
   * @param listed the list; empty for all namespaces
   * @param mayRead asked once for each
   * @throws IllegalStateException when namespaces are listed and none can be watched
   */
  static Set<String> readable(Set<String> listed, Predicate<String> mayRead) {
    var kept = new TreeSet<String>();
    var left = new TreeSet<String>();
    listed.forEach(name -> (mayRead.test(name) ? kept : left).add(name));
    if (kept.isEmpty() && !left.isEmpty()) {
      throw new IllegalStateException(
          ("none of the namespaces to watch exists with the operator's Role in it: %s; create one"
                  + " and upgrade the release, or correct watchNamespaces")
              .formatted(String.join(", ", left)));
    }
    if (!left.isEmpty()) {
      LOG.warnf(
          "not watched, as they do not exist or the operator has no Role there: namespaces %s;"
              + " restart the operator when that has changed",
          String.join(", ", left));
    }
    return kept;
  }

  private static boolean mayRead(KubernetesClient client, String namespace) {
    return Boolean.TRUE.equals(
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(
                new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withNewResourceAttributes()
                    .withVerb("list")
                    .withGroup(Slipway.GROUP)
                    .withResource("datasets")
                    .withNamespace(namespace)
                    .endResourceAttributes()
                    .endSpec()
                    .build())
            .getStatus()
            .getAllowed());
  }
}
