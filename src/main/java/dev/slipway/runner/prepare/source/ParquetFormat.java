package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;

/** Apache Parquet. */
final class ParquetFormat implements FileFormat {
  @Override
  public Relation read(Engine engine, Input input) {
    String partitions =
        input.partitioned() ? ", hive_partitioning = true" : ", hive_partitioning = false";
    try {
      return Loading.of(
          engine, "read_parquet(" + input.paths() + ", union_by_name = true" + partitions + ")");
    } catch (EngineException e) {
      String text = FaultText.firstLine(input.explain(e));
      if (!FaultText.ofContent(e)) {
        throw e.at("source " + input.source().name());
      }
      throw SourceFault.unreadable(
          input.source().name(),
          input.named(text)
              + " cannot be read as Parquet: "
              + text
              + "; it may be cut short or damaged: write it again");
    }
  }
}
