package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.EncodeStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Turns each category into 0/1 columns, or into its place in alphabetical order. */
public record Encode(EncodeStep step) implements RowVerb {
  private static final int MOST_ONE_HOT = 100;
  private static final int MOST_ORDINAL = 1000;

  /** The verb for the kind of numbers. */
  static Verb of(EncodeStep step) {
    return switch (step.as()) {
      case OneHot, Ordinal -> new Encode(step);
      case Frequency -> new EncodeFrequency(step);
      case Target -> new EncodeTarget(step);
    };
  }

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    int most = oneHot() ? MOST_ONE_HOT : MOST_ORDINAL;
    var fitted = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns())) {
      fitted.put(
          column.name(), List.copyOf(Categories.counted(input, column, most, scope).keySet()));
    }
    return fitted;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    var added = new TreeMap<String, String>();
    for (Column column : scope.columns(input, step.columns())) {
      List<String> categories =
          StreamSupport.stream(fitted.path(column.name()).spliterator(), false)
              .map(JsonNode::asText)
              .toList();
      if (oneHot()) {
        projection.remove(column);
        for (String category : categories) {
          String name = column.name() + "_" + category;
          if (added.put(name, oneHot(column, category)) != null) {
            throw scope.refuse("StepFailed", "two columns would be named " + name);
          }
        }
      } else {
        projection.replace(column, ordinal(column, categories, scope));
      }
    }
    added.forEach(projection::add);
    return projection.from(input, scope);
  }

  private boolean oneHot() {
    return step.as() == EncodeStep.As.OneHot;
  }

  private static String oneHot(Column column, String category) {
    return "CAST(coalesce(%s = %s, false) AS BIGINT)"
        .formatted(Categories.text(column), Sql.text(category));
  }

  private static String ordinal(Column column, List<String> categories, Scope scope) {
    var places = new LinkedHashMap<String, Number>();
    categories.forEach(category -> places.put(category, places.size()));
    return "CAST(coalesce(%s, -1) AS BIGINT)"
        .formatted(Lookup.of(scope.engine(), places).value(Categories.text(column)));
  }
}
