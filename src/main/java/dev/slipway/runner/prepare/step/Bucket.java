package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.BucketStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Distribution;
import dev.slipway.runner.prepare.engine.Quantiles;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Turns numbers into the numbers of the intervals they lie in: how many edges are not above. */
public record Bucket(BucketStep step) implements RowVerb {
  @Override
  public String name() {
    return "bucket";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns(), "number", "bucket needs numbers")) {
      switch (step.by()) {
        case Edges -> given(scope);
        case Width -> fitted.put(column.name(), equallyWide(input, column, scope));
        case Quantile -> fitted.put(column.name(), equallyFull(input, column, scope));
      }
    }
    return fitted;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      JsonNode own = fitted.path(column.name());
      List<Double> edges =
          step.by() == BucketStep.By.Edges
              ? given(scope)
              : IntStream.range(0, own.size()).mapToObj(i -> own.get(i).asDouble()).toList();
      String x = "CAST(" + column.quoted() + " AS DOUBLE)";
      var sql = new StringBuilder("CAST(CASE WHEN " + x + " IS NULL THEN NULL");
      for (int i = 0; i < edges.size(); i++) {
        sql.append(" WHEN %s < %s THEN %d".formatted(x, Sql.number(edges.get(i)), i));
      }
      projection.replace(column, sql + " ELSE " + edges.size() + " END AS BIGINT)");
    }
    return projection.from(input, scope);
  }

  private List<Double> given(Scope scope) {
    List<Double> edges = step.edges();
    if (edges == null) {
      throw scope.refuse("StepFailed", "there are no edges");
    }
    for (int i = 1; i < edges.size(); i++) {
      if (edges.get(i - 1) >= edges.get(i)) {
        throw scope.refuse(
            "StepFailed",
            "the edges must rise, and %s does not come before %s"
                .formatted(edges.get(i - 1), edges.get(i)));
      }
    }
    return edges;
  }

  private int bins() {
    Integer bins = step.bins();
    return bins == null ? 2 : bins;
  }

  private List<Double> equallyWide(Relation input, Column column, Scope scope) {
    Distribution found =
        Distribution.of(scope.engine(), input.quoted(), column.quoted(), scope.train(input));
    if (found == null) {
      throw scope.nothing(column);
    }
    // Halves, because the difference itself may be above the greatest number.
    double width = (found.max() / 2 - found.min() / 2) / bins() * 2;
    return DoubleStream.iterate(1, i -> i < bins(), i -> i + 1)
        .map(i -> found.min() + i * width)
        .distinct()
        .boxed()
        .toList();
  }

  private List<Double> equallyFull(Relation input, Column column, Scope scope) {
    double[] shares = IntStream.range(1, bins()).mapToDouble(i -> (double) i / bins()).toArray();
    double[] found =
        Quantiles.of(scope.engine(), input.quoted(), column.quoted(), scope.train(input), shares);
    if (found.length == 0) {
      throw scope.nothing(column);
    }
    return DoubleStream.of(found).distinct().boxed().toList();
  }
}
