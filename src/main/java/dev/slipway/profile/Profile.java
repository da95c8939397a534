package dev.slipway.profile;

import java.util.List;

/**
 * The profile of a snapshot's train part, or of a model's predictions on a held-out split; the
 * baseline that traffic is compared with.
 *
 * @param rows how many rows were profiled
 * @param columns the columns
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  public Profile {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
