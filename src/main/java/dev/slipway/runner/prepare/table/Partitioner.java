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
