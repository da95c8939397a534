package dev.slipway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serial;
import java.util.Collection;

/**
 * Reads the Kubernetes objects that users write as free JSON into the client's model. Its classes
 * keep unknown fields and say nothing; here a misspelt field is an error, as it is for kubectl.
 */
public final class StrictModel {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .annotationIntrospector(new NoUnknownFields())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Reads a part of a Kubernetes object.
   *
   * @throws JsonProcessingException if a field is unknown or has another type; its original message
   *     names the field
   */
  public static <T> T read(JsonNode json, Class<T> type) throws JsonProcessingException {
    return JSON.treeToValue(json, type);
  }

  /** What is wrong, and in which field: for a person who reads a condition. */
  public static String fault(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return e.getOriginalMessage();
    }
    var field = new StringBuilder();
    for (var step : mapping.getPath()) {
      String name = step.getFieldName();
      field.append(
          name == null ? "[" + step.getIndex() + "]" : (field.isEmpty() ? "" : ".") + name);
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> field + " is not a field";
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          field + " should be " + kind(mismatch.getTargetType());
      default -> field + ": " + e.getOriginalMessage();
    };
  }

  private static String kind(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    return type == String.class ? "a text" : "an object";
  }

  private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private StrictModel() {}
}
