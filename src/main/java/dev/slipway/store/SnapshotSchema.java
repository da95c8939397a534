package dev.slipway.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's {@code schema.json}.
 *
 * @param columns the columns in the order of the Parquet files
 * @param label the label column
 * @param task what the label asks of a model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnapshotSchema(List<Column> columns, @Nullable String label, @Nullable Task task) {
  public static final String FEATURE = "Feature";
  public static final String LABEL = "Label";
  public static final String KEY = "Key";

  /**
   * One column.
   *
   * @param name its name
   * @param type number, integer, string, boolean or timestamp
   * @param role Feature, Label or Key
   */
  public record Column(String name, String type, String role) {}

  /** The digest of names and types. */
  public String hash() {
    return Digest.ofJson(columns.stream().map(c -> List.of(c.name(), c.type())).toList());
  }
}
