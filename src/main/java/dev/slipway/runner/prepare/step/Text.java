package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.TextStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;

/** Brings text to one form: small letters without accents, words with one space between. */
public record Text(TextStep step) implements RowVerb {
  static final String NEED = "text works on text; cast it to String";

  /** The verb for what becomes of the text. */
  static Verb of(TextStep step) {
    return step.as() == TextStep.As.TfIdf ? new TextTfIdf(step) : new Text(step);
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public boolean costly() {
    return true;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns(), "string", NEED)) {
      projection.replace(column, normalized(column));
    }
    return projection.from(input, scope);
  }

  /** What is neither a letter nor a number stands between words. */
  static String normalized(Column column) {
    return "trim(regexp_replace(lower(strip_accents(nfc_normalize(CAST(%s AS VARCHAR)))), '[^\\p{L}\\p{M}\\p{N}]+', ' ', 'g'))"
        .formatted(column.quoted());
  }
}
