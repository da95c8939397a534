package dev.slipway.trainingjob;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Job of a trial tries. It is kept in an annotation of that Job.
 *
 * @param parameters beside those of the spec
 * @param memory the memory limit, when spec.retry.memory has raised it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrialTask(Map<String, String> parameters, @Nullable String memory) {
  TrialTask {
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }
}
