package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.EngineRules.Match;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a resource of another operator says of itself, by its rules. Pure.
 *
 * @param phase how far it is
 * @param message what it says for people; empty when it says nothing
 */
public record EngineState(Phase phase, String message) {
  /** How far a resource is. */
  public enum Phase {
    /** It says nothing, or that it waits. */
    PENDING,
    /** It says that it runs. */
    RUNNING,
    /** It has ended well. */
    SUCCEEDED,
    /** It has failed. */
    FAILED
  }

  /** Tells it. A failure goes before a success, since kinds may keep old conditions. */
  public static EngineState of(EngineRules rules, JsonNode resource) {
    return phase(Phase.FAILED, rules.failed(), rules, resource)
        .or(() -> phase(Phase.SUCCEEDED, rules.succeeded(), rules, resource))
        .or(() -> phase(Phase.RUNNING, rules.running(), rules, resource))
        .orElseGet(() -> new EngineState(Phase.PENDING, words(rules, resource, Stream.empty())));
  }

  private static Optional<EngineState> phase(
      Phase phase, List<Match> matches, EngineRules rules, JsonNode resource) {
    return matches.stream()
        .filter(match -> holds(match, resource))
        .findFirst()
        .map(match -> new EngineState(phase, words(rules, resource, conditions(match, resource))));
  }

  private static boolean holds(Match match, JsonNode resource) {
    String at = match.at();
    if (at == null) {
      return conditions(match, resource).findAny().isPresent();
    }
    Long atLeast = match.atLeast();
    return Pointers.places(resource, at).stream()
        .map(resource::at)
        .anyMatch(
            value ->
                atLeast == null
                    ? match.in().contains(value.asText())
                    : value.isNumber() && value.asLong() >= atLeast);
  }

  private static Stream<JsonNode> conditions(Match match, JsonNode resource) {
    String status = match.status() == null ? "True" : match.status();
    return resource
        .at("/status/conditions")
        .valueStream()
        .filter(condition -> condition.path("type").asText().equals(match.condition()))
        .filter(condition -> condition.path("status").asText().equals(status));
  }

  private static String words(EngineRules rules, JsonNode resource, Stream<JsonNode> conditions) {
    Stream<String> said =
        conditions.flatMap(
            condition ->
                Stream.of(condition.path("reason").asText(), condition.path("message").asText()));
    Stream<String> pointed =
        rules.message().stream()
            .flatMap(pointer -> Pointers.places(resource, pointer).stream())
            .map(place -> resource.at(place).asText());
    return String.join(
        ": ",
        Stream.concat(said, pointed)
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .distinct()
            .toList());
  }
}
