package dev.slipway.runner.prepare.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Source;
import dev.slipway.runner.prepare.source.Locations;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source that is loaded before the first step.
 *
 * @param name its name
 * @param place where it is, without anything that could be secret
 * @param content the files' format, or what else is read; null when only the files' names will tell
 * @param query the query, for a database
 * @param secret the Secret that it is read with; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedSource(
    String name,
    String place,
    @Nullable String content,
    @Nullable String query,
    @Nullable String secret) {
  private static final Pattern ENDING =
      Pattern.compile("\\.(csv|tsv|json|ndjson|jsonl|parquet)(\\.(gz|zst|zip))?$");

  static PlannedSource of(Source source) {
    String secret = source.credentials() == null ? null : source.credentials().secretName();
    if (source.sql() != null) {
      Source.SqlQuery sql = source.sql();
      return new PlannedSource(
          source.name(), Locations.plain(sql.url()), "query", sql.query(), secret);
    }
    if (source.capture() != null) {
      boolean labelled = Boolean.TRUE.equals(source.capture().labelled());
      return new PlannedSource(
          source.name(),
          "capture of " + source.capture().deployment(),
          labelled ? "requests with labels" : "requests",
          null,
          null);
    }
    String place =
        source.configMap() != null
            ? "configmap " + source.configMap().name() + "/" + source.configMap().key()
            : Locations.plain(String.valueOf(source.uri()));
    return new PlannedSource(source.name(), place, format(source, place), null, secret);
  }

  private static @Nullable String format(Source source, String place) {
    if (source.format() != null) {
      return source.format().name();
    }
    var matcher = ENDING.matcher(place.toLowerCase(Locale.ROOT));
    return matcher.find()
        ? switch (matcher.group(1)) {
          case "csv" -> "CSV";
          case "tsv" -> "TSV";
          case "json" -> "JSON";
          case "parquet" -> "Parquet";
          default -> "NDJSON";
        }
        : null;
  }
}
