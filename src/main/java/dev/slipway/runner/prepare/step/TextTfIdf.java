package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.TextStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Turns text into weights of hashed n-grams of its normalised words. An n-gram's column is the
 * first eight bytes of its MD5, big-endian, modulo the number of columns. A column's weight is how
 * many of the text's n-grams are in it, times ln((1 + N) / (1 + d)) + 1, where N is the number of
 * texts in the train part and d how many of them have the column; the weights are divided by their
 * Euclidean norm.
 */
public record TextTfIdf(TextStep step) implements RowVerb {
  private static final int USUAL_BUCKETS = 64;

  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns(), "string", Text.NEED)) {
      String texts =
          input.quoted()
              + " WHERE "
              + scope.train(input)
              + " AND "
              + column.quoted()
              + " IS NOT NULL";
      long all = scope.engine().number("SELECT count(*) FROM " + texts);
      if (all == 0) {
        throw scope.nothing(column);
      }
      double[] weights = new double[buckets()];
      Arrays.fill(weights, inverse(all, 0));
      scope
          .engine()
          .each(
              "SELECT b, count(*) FROM (SELECT unnest(list_distinct(%s)) AS b FROM %s) GROUP BY b"
                  .formatted(hashed(column), texts),
              row -> weights[row.getInt(1)] = inverse(all, row.getLong(2)));
      fitted.put(column.name(), DoubleStream.of(weights).boxed().toList());
    }
    return fitted;
  }

  private static double inverse(long all, long with) {
    return StrictMath.log((1.0 + all) / (1.0 + with)) + 1;
  }

  @Override
  public boolean costly() {
    return true;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    List<Column> columns = scope.columns(input, step.columns(), "string", Text.NEED);
    var projection = Projection.of(input);
    var hashes = new StringBuilder();
    var weights = new StringBuilder();
    var norms = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      JsonNode own = fitted.path(column.name());
      String hash = "__slipway_hashes_" + i;
      String weight = "__slipway_weights_" + i;
      String norm = "__slipway_norm_" + i;
      hashes.append(", coalesce(%s, []) AS %s".formatted(hashed(column), hash));
      weights.append(", [%s]::DOUBLE[] AS %s".formatted(weights(own, hash), weight));
      norms.append(
          ", sqrt(list_aggregate(list_transform(%1$s, lambda w: w * w), 'sum')) AS %2$s"
              .formatted(weight, norm));
      projection.remove(column);
      for (int b = 0; b < own.size(); b++) {
        projection.add(
            column.name() + "_" + b,
            "CASE WHEN %1$s = 0 THEN 0 ELSE %2$s[%3$d] / %1$s END".formatted(norm, weight, b + 1));
      }
    }
    return projection.from(
        "(SELECT *%s FROM (SELECT *%s FROM (SELECT *%s FROM %s)))"
            .formatted(norms, weights, hashes, input.quoted()),
        scope);
  }

  private static String weights(JsonNode own, String hash) {
    return IntStream.range(0, own.size())
        .mapToObj(
            b ->
                "len(list_filter(%s, lambda h: h = %d)) * %s"
                    .formatted(hash, b, Sql.number(own.get(b).asDouble())))
        .collect(Collectors.joining(", "));
  }

  /** The expression of the columns' numbers of all n-grams of a text. */
  private String hashed(Column column) {
    String words =
        "list_filter(string_split(%s, ' '), lambda w: w <> '')".formatted(Text.normalized(column));
    Integer most = step.ngrams();
    String grams =
        IntStream.rangeClosed(1, most == null ? 1 : most)
            .mapToObj(
                n ->
                    n == 1
                        ? words
                        : "list_transform(range(1, len(%1$s) - %2$d), lambda i: array_to_string((%1$s)[i:i + %3$d], ' '))"
                            .formatted(words, n - 2, n - 1))
            .collect(Collectors.joining(", "));
    return "list_transform(flatten([%s]), lambda g: CAST(CAST('0x' || substr(md5(g), 1, 16) AS UBIGINT) %% %d AS INTEGER))"
        .formatted(grams, buckets());
  }

  private int buckets() {
    Integer buckets = step.buckets();
    return buckets == null ? USUAL_BUCKETS : buckets;
  }
}
