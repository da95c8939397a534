package dev.slipway.runner.prepare.transform;

import dev.slipway.contract.Stages;
import dev.slipway.runner.Folders;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a transform's container wrote. */
public final class TransformOutput {
  private static final int LONGEST = 200;

  /**
   * Reads it; this must be before users' statements may run, which see no files.
   *
   * @param volume the scratch volume
   * @param size the volume's size in bytes; null when it has none
   * @param step the transform's place among the steps
   * @throws RunnerException with TransformFailed when it is not what a transform must write
   */
  public static Relation read(Engine engine, Path volume, @Nullable Long size, int step)
      throws IOException {
    var fault = new TransformFault(step);
    Path folder = volume.resolve(Stages.folder(step, "output"));
    OutputFiles files = OutputFiles.in(folder, fault);
    fits(volume, folder, size, fault);
    try {
      files.checkNames(engine, fault);
      String table = files.table();
      var columns = new OutputColumns(engine, table, fault);
      if (engine.number("SELECT count(*) FROM " + table) == 0) {
        throw fault.failed("its container wrote no row; see its log for what it made of the input");
      }
      return engine.table(columns.query());
    } catch (EngineException e) {
      if (List.of("OutOfMemory", "ScratchFull").contains(e.reason())) {
        throw e.at(fault.where());
      }
      throw fault.failed("its output cannot be read as Parquet: " + said(files, e));
    }
  }

  /** The tables that are made of it take room too, about as much. */
  private static void fits(Path volume, Path folder, @Nullable Long size, TransformFault fault)
      throws IOException {
    long output = Folders.use(folder).bytes();
    long used = Folders.use(volume).bytes();
    if (size != null && used + output > size) {
      throw fault.full(
          ("its output of %,d MiB and the tables made of it do not fit into the pod's scratch volume, of which %,d MiB"
                  + " are used; write less, or raise spec.resources.scratch")
              .formatted(output >> 20, used >> 20));
    }
  }

  private static String said(OutputFiles files, EngineException e) {
    String line =
        files.explain(String.valueOf(e.getMessage())).replaceFirst("^[A-Z][A-Za-z ]* Error: ", "");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private TransformOutput() {}
}
