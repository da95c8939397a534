package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import org.jspecify.annotations.Nullable;

/** Makes the one {@link Partition} of a preparation when it is first needed, and keeps it. */
public final class Partitioner {
  private final Engine engine;
  private final Splits splits;
  private @Nullable Partition made;

  public Partitioner(Engine engine, Splits splits) {
    this.engine = engine;
    this.splits = splits;
  }

  /**
   * Of bounds that were measured before.
   *
   * @param measured the bounds; null when they were not measured yet
   */
  public Partitioner(Engine engine, Splits splits, Partition.@Nullable Bounds measured) {
    this(engine, splits);
    made = measured == null ? null : Partition.of(splits, measured);
  }

  /** The bounds; null when they are not measured yet. */
  public Partition.@Nullable Bounds measured() {
    return made == null ? null : made.bounds();
  }

  /** What the parts are. */
  public Splits splits() {
    return splits;
  }

  /** The partition; the relation, which has the key columns, is measured if it is the first. */
  public Partition of(Relation relation) {
    Partition partition = made == null ? Partition.of(engine, relation, splits) : made;
    made = partition;
    return partition;
  }
}
