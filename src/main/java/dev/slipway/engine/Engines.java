package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of other operators that an installation hands work over to.
 *
 * @param all their rules
 */
public record Engines(List<EngineRules> all) {
  /** None. */
  public static final Engines NONE = new Engines(List.of());

  /** Sees that none is there twice. */
  public Engines {
    all = List.copyOf(all);
    for (int i = 0; i < all.size(); i++) {
      for (EngineRules other : all.subList(i + 1, all.size())) {
        if (same(all.get(i), other.apiVersion(), other.kind())) {
          throw new IllegalArgumentException(
              "%s and %s are both for %s of %s: leave one out"
                  .formatted(all.get(i).name(), other.name(), other.kind(), other.apiVersion()));
        }
      }
    }
  }

  /** The rules for an object. */
  public Optional<EngineRules> of(JsonNode object) {
    return of(object.path("apiVersion").asText(), object.path("kind").asText());
  }

  /** The rules for a kind. */
  public Optional<EngineRules> of(String apiVersion, String kind) {
    return all.stream().filter(rules -> same(rules, apiVersion, kind)).findFirst();
  }

  /** The kinds, for a message. */
  public String known() {
    return all.isEmpty()
        ? "none"
        : String.join(
            ", ",
            all.stream()
                .map(rules -> rules.kind() + " of " + rules.apiVersion())
                .sorted()
                .toList());
  }

  private static boolean same(EngineRules rules, String apiVersion, String kind) {
    return rules.apiVersion().equals(apiVersion) && rules.kind().equals(kind);
  }
}
