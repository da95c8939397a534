package dev.slipway.runner.prepare.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Source;
import dev.slipway.api.Splits;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.plan.PlannedStep;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import dev.slipway.runner.prepare.quality.Expectations;
import dev.slipway.runner.prepare.quality.check.Checked;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.step.Steps;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Partitioner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the engine makes of a plan on tables without data.
 *
 * @param steps each step that could be compiled
 * @param error why the next one, or what follows the steps, cannot be done; null when all can
 * @param untold why something could not be looked at; null when everything was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DryRun(List<Compiled> steps, @Nullable String error, @Nullable String untold) {
  /** What only data can decide: not a fault of the spec. */
  private static final Set<String> OF_DATA =
      Set.of("EmptyResult", "ExpectationFailed", "SplitFailed");

  private static final long MEMORY = 256L << 20;

  /**
   * A step.
   *
   * @param index its place in the spec
   * @param sql what the engine was told; fitted values in it are made up
   * @param columns the columns behind it: name and type
   */
  record Compiled(int index, List<String> sql, List<String> columns) {}

  /**
   * Compiles a spec.
   *
   * @param given the columns of its sources
   * @param scratch an empty folder
   */
  static DryRun of(DatasetSpec spec, Map<String, List<Column>> given, Path scratch)
      throws IOException {
    try (Engine engine = Engine.open(scratch, MEMORY, 1)) {
      return new Run(engine, spec).run(given);
    }
  }

  private static final class Run {
    private final Engine engine;
    private final DatasetSpec spec;
    private final MadeUpRows rows;
    private final List<Compiled> compiled = new ArrayList<>();

    /** Why columns are no longer known. */
    private @Nullable String unknown;

    Run(Engine engine, DatasetSpec spec) {
      this.engine = engine;
      this.spec = spec;
      this.rows = new MadeUpRows(engine, spec.splits().key());
    }

    DryRun run(Map<String, List<Column>> given) {
      var sources = new LinkedHashMap<String, Loaded>();
      for (Source source : spec.sources()) {
        List<Column> columns = given.get(source.name());
        if (columns == null) {
          return new DryRun(
              compiled, null, "the columns of source " + source.name() + " are not given");
        }
        sources.put(source.name(), new Loaded(rows.table(columns, false), source.name(), "none"));
      }
      engine.lock();
      Splits asked = spec.splits();
      // All made-up rows are in the train part, so that everything can be fitted.
      var train =
          new Splits(Splits.By.Hash, asked.key(), null, null, 1.0, null, 0.0, null, asked.salt());
      var steps = new Steps(engine, spec, new Partitioner(engine, train), sources);
      try {
        for (PlannedStep step : PreparationPlan.of(spec).steps()) {
          if (step.step().transform() != null) {
            return new DryRun(
                compiled,
                null,
                step.where() + " is done by a container: nobody knows the columns behind it");
          }
          step(steps, step);
        }
        end(steps);
        return new DryRun(compiled, null, null);
      } catch (RunnerException e) {
        return failed(e);
      } catch (EngineException e) {
        return failed(e.at("preparing"));
      }
    }

    private void step(Steps steps, PlannedStep step) {
      Relation input = rows.table(steps.relation(step.source()).columns(), step.fitted());
      steps.replace(step.source(), input);
      Map<String, String> named = new LinkedHashMap<>();
      for (Source source : spec.sources()) {
        named.put(steps.relation(source.name()).quoted(), Sql.name(source.name()));
      }
      int before = engine.plan().size();
      steps.apply(step);
      List<String> sql =
          engine.plan().subList(before, engine.plan().size()).stream()
              .map(one -> readable(one, named))
              .toList();
      List<Column> columns = steps.relation(step.source()).columns();
      compiled.add(new Compiled(step.index(), sql, columns.stream().map(Run::described).toList()));
      if (step.fitted() && step.columns().fromData() != null) {
        unknown = step.where() + " makes " + step.columns().fromData();
      }
    }

    /** With sources' names where tables without data stand for them. */
    private static String readable(String sql, Map<String, String> named) {
      String text = sql.strip().replaceFirst("^CREATE (VIEW|TABLE) t\\d+ AS ", "");
      for (Map.Entry<String, String> one : named.entrySet()) {
        text = text.replace(one.getKey(), one.getValue());
      }
      return text;
    }

    /** Label, key and expectations need columns too. */
    private void end(Steps steps) {
      String main = spec.sources().getFirst().name();
      Relation prepared = rows.table(steps.relation(main).columns(), true);
      var partitioner = new Partitioner(engine, spec.splits());
      FinalTable table = FinalTable.of(engine, prepared, spec, partitioner);
      var on = new Checked(table, steps.scope("expectations"), Instant.EPOCH);
      Expectations.check(on, spec.expectations());
    }

    private DryRun failed(RunnerException e) {
      if (OF_DATA.contains(e.failure().reason())) {
        return new DryRun(compiled, null, null);
      }
      if (unknown != null) {
        return new DryRun(compiled, null, e.getMessage() + " – but only data can tell: " + unknown);
      }
      return new DryRun(compiled, e.getMessage(), null);
    }

    private static String described(Column column) {
      return column.name() + " " + (column.kind() == null ? column.type() : column.kind());
    }
  }
}
