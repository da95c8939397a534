package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One place that data comes from: a file by URI, a query, a ConfigMap, or captured traffic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.uri), has(self.sql), has(self.configMap), has(self.capture)].exists_one(x, x)",
    message = "a source needs exactly one of uri, sql, configMap and capture")
@ValidationRule(
    value = "!has(self.credentials) || has(self.sql)",
    message = "credentials belong to a sql source")
@ValidationRule(
    value = "!has(self.format) || has(self.uri) || has(self.configMap)",
    message = "format belongs to a uri or configMap source")
public record Source(
    @Required
        @Pattern("^[a-z][a-z0-9_]{0,30}$")
        @Size(max = 31)
        @JsonPropertyDescription("The name that steps use.")
        String name,
    @Pattern("^(https?://.+|pvc://[a-z0-9.-]+/.+)$")
        @Size(max = 2048)
        @JsonPropertyDescription(
            "A file: http(s)://… or pvc://<claim>/<path>. Names that end in .zip or .gz are unpacked.")
        @Nullable String uri,
    @JsonPropertyDescription("How the file is written; when not given, its name's ending tells.")
        @Nullable Format format,
    @JsonPropertyDescription("A query to a database.") @Nullable SqlQuery sql,
    @JsonPropertyDescription("A key of a ConfigMap of the same namespace.")
        @Nullable ConfigMapKey configMap,
    @JsonPropertyDescription(
            "Requests that a Deployment has answered, as its agents captured them.")
        @Nullable Capture capture,
    @JsonPropertyDescription("A Secret with keys username and password.")
        @Nullable SecretReference credentials) {

  /** File formats that are read. */
  public enum Format {
    CSV,
    JSON,
    Parquet
  }

  /** A query to a PostgreSQL database. */
  public record SqlQuery(
      @Required
          @Pattern("^jdbc:postgresql://.+$")
          @Size(max = 2048)
          @JsonPropertyDescription("jdbc:postgresql://host[:port]/database")
          String url,
      @Required
          @Size(min = 1, max = 16384)
          @JsonPropertyDescription("The query whose rows are the source.")
          String query) {}

  /** A key of a ConfigMap. */
  public record ConfigMapKey(
      @Required @JsonPropertyDescription("Name of the ConfigMap.") String name,
      @Required @JsonPropertyDescription("The key; its ending tells the format as a file's would.")
          String key) {}

  /** Captured traffic. */
  public record Capture(
      @Required @JsonPropertyDescription("The Slipway Deployment whose traffic is read.")
          String deployment,
      @JsonPropertyDescription(
              "Only requests whose label has come in as feedback; the label becomes the label column.")
          @Nullable Boolean labelled) {}
}
