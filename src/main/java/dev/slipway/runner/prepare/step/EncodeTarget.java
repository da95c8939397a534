package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.EncodeStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.KeyHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns each category into the smoothed mean of a target over its rows of the train part. A row of
 * the train part gets the mean over the other folds, so that its own target is not in it; a row's
 * fold is the hash of its key modulo the number of folds.
 */
public record EncodeTarget(EncodeStep step) implements RowVerb {
  private static final int USUAL_FOLDS = 5;
  private static final double USUAL_SMOOTHING = 10;
  private static final String PRIOR = "prior";
  private static final String MEANS = "means";

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      TargetMeans found = means(input, column, target(input, scope), scope);
      var own = new LinkedHashMap<String, Object>();
      own.put(PRIOR, found.prior(-1));
      own.put(MEANS, found.means(-1));
      fitted.put(column.name(), own);
      projection.replace(
          column,
          "CASE WHEN %s THEN %s ELSE %s END"
              .formatted(
                  scope.train(input),
                  outOfFold(input, column, found, scope),
                  whole(column, JSON.valueToTree(own), scope)));
    }
    return new Outcome(scope.table(projection.from(input, scope)), fitted);
  }

  /** What rows outside the train part get, and rows that a model is asked about. */
  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      projection.replace(column, whole(column, fitted.path(column.name()), scope));
    }
    return projection.from(input, scope);
  }

  private static String whole(Column column, JsonNode own, Scope scope) {
    var means = new LinkedHashMap<String, Double>();
    own.path(MEANS).properties().forEach(e -> means.put(e.getKey(), e.getValue().asDouble()));
    return "coalesce(%s, %s)"
        .formatted(
            Lookup.of(scope.engine(), means).value(Categories.text(column)),
            Sql.number(own.path(PRIOR).asDouble()));
  }

  private String outOfFold(Relation input, Column column, TargetMeans found, Scope scope) {
    var means = new LinkedHashMap<String, Double>();
    for (int fold = 0; fold < folds(); fold++) {
      String prefix = fold + ":";
      found.means(fold).forEach((category, mean) -> means.put(prefix + category, mean));
    }
    String fold = fold(input, scope);
    String priors =
        IntStream.range(0, folds())
            .mapToObj(i -> "WHEN " + i + " THEN " + Sql.number(found.prior(i)))
            .collect(Collectors.joining(" ", "CASE " + fold + " ", " END"));
    return "coalesce(%s, %s)"
        .formatted(
            Lookup.of(scope.engine(), means)
                .value("(" + fold + " || ':' || " + Categories.text(column) + ")"),
            priors);
  }

  private String fold(Relation input, Scope scope) {
    return "(" + KeyHash.first(scope.splits(input), input) + " % " + folds() + ")";
  }

  private int folds() {
    Integer folds = step.folds();
    return folds == null ? USUAL_FOLDS : folds;
  }

  private Column target(Relation input, Scope scope) {
    Column target = scope.column(input, String.valueOf(step.target()));
    if (!target.numeric() && !"boolean".equals(target.kind())) {
      throw scope.refuse(
          "TypeMismatch",
          "target %s is %s; Target needs numbers or a boolean; derive one column for each class"
              .formatted(target.name(), target.type()));
    }
    return target;
  }

  private TargetMeans means(Relation input, Column column, Column target, Scope scope) {
    if (column.named(target.name())) {
      throw scope.refuse("StepFailed", "column " + column.name() + " is the target itself");
    }
    Categories.counted(input, column, EncodeFrequency.MOST, scope);
    Double given = step.smoothing();
    var means = new TargetMeans(folds(), given == null ? USUAL_SMOOTHING : given);
    scope
        .engine()
        .each(
            "SELECT %s, %s, count(*), %s FROM %s WHERE %s AND %s IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
                .formatted(
                    Categories.text(column),
                    fold(input, scope),
                    sum(target),
                    input.quoted(),
                    scope.train(input),
                    target.quoted()),
            row -> means.take(row.getString(1), row.getInt(2), row.getLong(3), row.getDouble(4)));
    if (means.empty()) {
      throw scope.nothing(target);
    }
    for (int fold = 0; fold < folds(); fold++) {
      if (Double.isNaN(means.prior(fold))) {
        throw scope.refuse(
            "StepFailed",
            "all rows of the train part that have a target are in one fold, so there are no others to take the mean of; it needs more rows with different keys");
      }
    }
    return means;
  }

  /** Whole numbers are added exactly; others in the order of their size, since order matters. */
  private static String sum(Column target) {
    String x = "CAST(" + target.quoted() + " AS DOUBLE)";
    return "number".equals(target.kind())
        ? "sum(%s ORDER BY %s)".formatted(x, x)
        : "CAST(sum(CAST(" + target.quoted() + " AS BIGINT)) AS DOUBLE)";
  }
}
