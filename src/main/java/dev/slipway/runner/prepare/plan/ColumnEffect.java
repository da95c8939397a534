package dev.slipway.runner.prepare.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step does to columns, as far as it can be known without data.
 *
 * @param reads columns that must be there
 * @param expressions SQL that reads columns which it names itself
 * @param makes columns that it adds, or gives other values
 * @param removes columns that go
 * @param onlyMade whether all other columns go too
 * @param fromData what it makes of columns when data decides how many there will be; null if not
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ColumnEffect(
    List<String> reads,
    List<String> expressions,
    List<String> makes,
    List<String> removes,
    boolean onlyMade,
    @Nullable String fromData) {
  static final ColumnEffect NONE =
      new ColumnEffect(List.of(), List.of(), List.of(), List.of(), false, null);

  ColumnEffect reading(List<String> columns) {
    return new ColumnEffect(columns, expressions, makes, removes, onlyMade, fromData);
  }

  ColumnEffect by(List<String> sql) {
    return new ColumnEffect(reads, sql, makes, removes, onlyMade, fromData);
  }

  ColumnEffect making(List<String> columns) {
    return new ColumnEffect(reads, expressions, columns, removes, onlyMade, fromData);
  }

  ColumnEffect removing(List<String> columns) {
    return new ColumnEffect(reads, expressions, makes, columns, onlyMade, fromData);
  }

  ColumnEffect nothingElse() {
    return new ColumnEffect(reads, expressions, makes, removes, true, fromData);
  }

  ColumnEffect depending(String what) {
    return new ColumnEffect(reads, expressions, makes, removes, onlyMade, what);
  }
}
