package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** JSON pointers (RFC 6901) in which {@code *} stands for every item of a list or every field. */
public final class Pointers {
  private static final String ANY = "*";

  /** The places that there are, in their order. */
  public static List<JsonPointer> places(JsonNode root, String pointer) {
    List<JsonPointer> found = List.of(JsonPointer.empty());
    for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
      var next = new ArrayList<JsonPointer>();
      for (JsonPointer place : found) {
        step(root.at(place), place, rest.getMatchingProperty(), next);
      }
      found = next;
    }
    return found;
  }

  private static void step(
      JsonNode at, JsonPointer place, String property, List<JsonPointer> next) {
    if (property.equals(ANY) && at.isObject()) {
      at.fieldNames().forEachRemaining(name -> next.add(place.appendProperty(name)));
    } else if (property.equals(ANY)) {
      for (int i = 0; i < at.size(); i++) {
        next.add(place.appendIndex(i));
      }
    } else {
      JsonPointer one = place.appendProperty(property);
      if (!at.at(JsonPointer.empty().appendProperty(property)).isMissingNode()) {
        next.add(one);
      }
    }
  }

  /** Puts a value at a place; objects on the way there are made. */
  public static void put(ObjectNode root, JsonPointer place, JsonNode value) {
    JsonPointer head = place.head();
    if (root.at(head) instanceof ArrayNode list) {
      list.set(place.last().getMatchingIndex(), value);
    } else {
      ObjectNode parent = head.matches() ? root : root.withObject(head);
      parent.set(place.last().getMatchingProperty(), value);
    }
  }

  private Pointers() {}
}
