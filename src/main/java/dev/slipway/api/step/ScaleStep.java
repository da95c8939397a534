package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Brings numbers to a common scale. */
public record ScaleStep(
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to scale; numbers.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "Standard: (x - mean) / standard deviation. MinMax: (x - min) / (max - min). Robust: (x - median) / (third - first quartile). All of the train part; a column that does not vary there becomes 0. Log: ln(1 + x), for numbers from 0 on.")
        By by) {
  /** What decides the scale. */
  public enum By {
    Standard,
    MinMax,
    Robust,
    Log
  }
}
