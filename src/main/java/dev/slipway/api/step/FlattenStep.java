package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes values out of JSON or a structure. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlattenStep(
    @Required
        @Size(min = 1, max = 256)
        @JsonPropertyDescription("The column: JSON text, a structure or a list. It goes.")
        String column,
    @Required @Size(min = 1, max = 256) @JsonPropertyDescription("What is taken out.")
        List<Field> fields,
    @Nullable
        @JsonPropertyDescription(
            "Fail (the default) refuses text that is no JSON and values of another type; Missing makes them missing values.")
        OnError onError) {
  /** One value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Field(
      @Required
          @Pattern("^[$][.\\[][^*]+$")
          @Size(min = 1, max = 512)
          @JsonPropertyDescription("Where it is, such as $.user.age or $.items[0].")
          String path,
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The name of the new column.")
          String as,
      @Nullable @JsonPropertyDescription("Its type; String when not given.") ColumnType type) {}
}
