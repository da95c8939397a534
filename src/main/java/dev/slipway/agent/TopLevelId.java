package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the id of a payload, and puts one into a payload that has none, without reading more. */
final class TopLevelId {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * What was found.
   *
   * @param id the id; null when there is none
   * @param free whether the payload is a JSON object without such a field, so that one can be put
   *     in
   */
  record Found(@Nullable String id, boolean free) {}

  /** Looks for the id; reads no further than to it. */
  static Found find(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Found(null, false);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean named = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (named && value == JsonToken.VALUE_STRING && !parser.getText().isEmpty()) {
          return new Found(parser.getText(), true);
        }
        if (named) {
          return new Found(null, false);
        }
        parser.skipChildren();
      }
      return new Found(null, parser.currentToken() == JsonToken.END_OBJECT);
    } catch (IOException e) {
      return new Found(null, false);
    }
  }

  /**
   * An answer that has an id.
   *
   * @param body the answer
   * @param madeUp the id, when neither request nor answer had one
   */
  record Answer(byte[] body, @Nullable String madeUp) {}

  /** Gives an answer that has no id the one of its request, or one that is made up. */
  static Answer complete(byte[] answer, byte[] request) {
    Found found = find(answer);
    if (found.id() != null || !found.free()) {
      return new Answer(answer, null);
    }
    String asked = find(request).id();
    String id = asked == null ? UUID.randomUUID().toString() : asked;
    return new Answer(insert(answer, id), asked == null ? id : null);
  }

  /** The payload with an id as its first field; only for an object without one. */
  static byte[] insert(byte[] json, String id) {
    int open = 0;
    while (json[open] != '{') {
      open++;
    }
    int next = open + 1;
    while (Character.isWhitespace(json[next])) {
      next++;
    }
    String field =
        "\"id\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(id))
            + "\""
            + (json[next] == '}' ? "" : ",");
    byte[] inserted = field.getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[json.length + inserted.length];
    System.arraycopy(json, 0, whole, 0, open + 1);
    System.arraycopy(inserted, 0, whole, open + 1, inserted.length);
    System.arraycopy(json, open + 1, whole, open + 1 + inserted.length, json.length - open - 1);
    return whole;
  }

  private TopLevelId() {}
}
