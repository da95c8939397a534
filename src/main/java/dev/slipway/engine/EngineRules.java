package dev.slipway.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an installation knows of a kind of another operator: where its pods are described, and what
 * its status means. See docs/engines.md.
 *
 * @param name what people call it in the chart's values
 * @param apiVersion the group and version, such as ray.io/v1
 * @param kind the kind
 * @param plural its name in URLs and roles
 * @param pods where its pods are described; exactly one is the trainer's
 * @param set fields that are set whatever the user wrote, since the contract needs them
 * @param running any of these says that it runs; asked when its pods are not known
 * @param succeeded any of these says that it has ended well
 * @param failed any of these says that it has failed
 * @param message where texts for people are, beside those of conditions
 */
public record EngineRules(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) String apiVersion,
    @JsonProperty(required = true) String kind,
    @JsonProperty(required = true) String plural,
    @JsonProperty(required = true) List<PodRule> pods,
    Map<String, JsonNode> set,
    List<Match> running,
    @JsonProperty(required = true) List<Match> succeeded,
    @JsonProperty(required = true) List<Match> failed,
    List<String> message) {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,38}[a-z0-9])?");

  /** Checks what a file says. */
  public EngineRules {
    pods = pods == null ? List.of() : List.copyOf(pods);
    set = set == null ? Map.of() : Map.copyOf(set);
    running = running == null ? List.of() : List.copyOf(running);
    succeeded = succeeded == null ? List.of() : List.copyOf(succeeded);
    failed = failed == null ? List.of() : List.copyOf(failed);
    message = message == null ? List.of() : List.copyOf(message);
    check(name != null && NAME.matcher(name).matches(), "name must be lower case, such as rayjob");
    check(!blank(apiVersion), "apiVersion is missing");
    check(!blank(kind), "kind is missing");
    check(!blank(plural), "plural is missing");
    check(
        pods.stream().filter(PodRule::trainer).count() == 1,
        "exactly one of pods must have trainer: true, the one whose container leaves the model");
    check(!succeeded.isEmpty(), "succeeded is missing: nothing would tell its good end");
    check(!failed.isEmpty(), "failed is missing: nothing would tell its failure");
    set.keySet().forEach(pointer -> pointer("set", pointer));
    message.forEach(pointer -> pointer("message", pointer));
  }

  /** The pod template whose container leaves the model. */
  public PodRule trainer() {
    return pods.stream().filter(PodRule::trainer).findFirst().orElseThrow();
  }

  /**
   * Where a pod is described.
   *
   * @param at a JSON pointer to the pod template; {@code *} stands for every item or field. With
   *     overlay it points to a list of overlays
   * @param trainer whether its container leaves the model
   * @param container the name of the container that works; the first when not given
   * @param create whether a template is made where there is none
   * @param overlay when the kind has no pod template, only a list of what differs from one
   */
  public record PodRule(
      @JsonProperty(required = true) String at,
      boolean trainer,
      @Nullable String container,
      boolean create,
      @Nullable Overlay overlay) {
    /** Checks what a file says. */
    public PodRule {
      pointer("pods.at", at);
      check(!create || container != null, "pods: create needs the name of the container");
      check(overlay == null || container != null, "pods: overlay needs the name of the container");
      check(
          !(create || overlay != null) || !at.contains("*"),
          "pods.at: a place where something is made has no *");
    }
  }

  /**
   * How a pod is described without a template: by an item of a list that is laid over a template
   * which has the containers fetch and attend already.
   *
   * @param item what the item has that is for the trainer's pod
   * @param env a JSON pointer to the list of the container's variables
   */
  public record Overlay(
      @JsonProperty(required = true) JsonNode item, @JsonProperty(required = true) String env) {
    /** Checks what a file says. */
    public Overlay {
      check(item != null && item.isObject(), "pods.overlay.item must be an object");
      pointer("pods.overlay.env", env);
    }
  }

  /**
   * What a resource may say of itself: a value at a place, or a condition.
   *
   * @param at a JSON pointer; {@code *} stands for every item or field, of which one is enough
   * @param in one of these texts is there
   * @param atLeast such a number, or a greater one, is there
   * @param condition the type of a condition in /status/conditions
   * @param status its status; True when not given
   */
  public record Match(
      @Nullable String at,
      List<String> in,
      @Nullable Long atLeast,
      @Nullable String condition,
      @Nullable String status) {
    /** Checks what a file says. */
    public Match {
      in = in == null ? List.of() : List.copyOf(in);
      check((at == null) != (condition == null), "a match has either at or condition");
      check(at == null || in.isEmpty() != (atLeast == null), "a match with at has in or atLeast");
      check(
          condition == null || (in.isEmpty() && atLeast == null),
          "a match with condition has status, not in or atLeast");
      check(at == null || status == null, "a match with at has no status");
      if (at != null) {
        pointer("at", at);
      }
    }
  }

  private static void pointer(String field, @Nullable String pointer) {
    check(
        pointer != null && pointer.startsWith("/") && !pointer.endsWith("/"),
        field + " must be a JSON pointer (RFC 6901), such as /spec/template, and is " + pointer);
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
