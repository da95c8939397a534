package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** JSON in the annotations of a trial's Job. */
final class TrialAnnotations {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /** Reads one; empty when it is missing, or somebody has made something else of it. */
  static <T> Optional<T> read(Job job, String annotation, Class<T> type) {
    var annotations = job.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(annotation);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readValue(text, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Writes one. */
  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private TrialAnnotations() {}
}
