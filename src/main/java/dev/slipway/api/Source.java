package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One place that data comes from: files by URI, a query, a ConfigMap, or captured traffic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.uri), has(self.sql), has(self.configMap), has(self.capture)].exists_one(x, x)",
    message = "a source needs exactly one of uri, sql, configMap and capture")
@ValidationRule(
    value =
        "!has(self.credentials) || has(self.sql) || (has(self.uri) && !self.uri.startsWith('pvc://'))",
    message =
        "credentials belong to a sql source, or to a uri that begins with s3://, gs://, azblob:// or http")
@ValidationRule(
    value =
        "!has(self.uri) || !self.uri.startsWith('http') || has(self.credentials) == has(self.header)",
    message =
        "an http source with credentials needs header, the name of the header that carries them, and"
            + " header needs credentials")
@ValidationRule(
    value = "!has(self.header) || (has(self.uri) && self.uri.startsWith('http'))",
    message = "header belongs to a uri that begins with http")
@ValidationRule(
    value =
        "!has(self.objectStore) || (has(self.uri) && (self.uri.startsWith('s3://') ||"
            + " self.uri.startsWith('gs://') || self.uri.startsWith('azblob://')))",
    message = "objectStore belongs to a uri that begins with s3://, gs:// or azblob://")
@ValidationRule(
    value =
        "!has(self.objectStore) || !has(self.objectStore.region) || (has(self.uri) &&"
            + " self.uri.startsWith('s3://'))",
    message = "objectStore.region belongs to a uri that begins with s3://")
@ValidationRule(
    value =
        "!has(self.objectStore) || !has(self.objectStore.anonymous) || !self.objectStore.anonymous ||"
            + " (!has(self.credentials) && has(self.uri) && !self.uri.startsWith('azblob://'))",
    message = "objectStore.anonymous is for s3:// and gs:// without credentials")
@ValidationRule(
    value = "!has(self.format) || has(self.uri) || has(self.configMap)",
    message = "format belongs to a uri or configMap source")
@ValidationRule(
    value = "!has(self.csv) || has(self.uri) || has(self.configMap)",
    message = "csv belongs to a uri or configMap source")
@ValidationRule(
    value = "!has(self.csv) || !has(self.format) || self.format in ['CSV', 'TSV']",
    message = "csv belongs to the formats CSV and TSV")
@ValidationRule(
    value =
        "!has(self.hivePartitions) || (has(self.uri) && !self.uri.startsWith('http'))"
            + " || (has(self.format) && self.format == 'Files')",
    message =
        "hivePartitions belongs to a uri that begins with s3://, gs://, azblob:// or pvc://, or to format Files")
public record Source(
    @Required
        @Pattern("^[a-z][a-z0-9_]{0,30}$")
        @Size(max = 31)
        @JsonPropertyDescription("The name that steps use.")
        String name,
    @Pattern(
            "^(https?://.+|pvc://[a-z0-9.-]+/.+|(s3|gs)://[a-z0-9._-]+/.+|azblob://[a-z0-9-]+/.+)$")
        @Size(max = 2048)
        @JsonPropertyDescription(
            "Files: s3://, gs:// or azblob://<bucket>/<path>, pvc://<claim>/<path>, or http(s)://…. A"
                + " path may have *, **, ?, [a-z] and {a,b}, or end in / for all files below; but for"
                + " http. Names that end in .gz, .zst or .zip are unpacked.")
        @Nullable String uri,
    @JsonPropertyDescription(
            "How the files are written; when not given, their names' ending tells. Files: they are not read,"
                + " each is a row with its path and bytes, and a transform finds them below $SLIPWAY_FILES; a"
                + " .zip means the files in it.")
        @Nullable Format format,
    @JsonPropertyDescription(
            "How CSV and TSV files are written, where it cannot be seen from them.")
        @Nullable CsvOptions csv,
    @JsonPropertyDescription(
            "Folders named <column>=<value> in the files' paths become columns, as Hive writes them.")
        @Nullable Boolean hivePartitions,
    @JsonPropertyDescription("Where an object store is, when it is not its cloud's own.")
        @Nullable ObjectStoreOptions objectStore,
    @Pattern("^[A-Za-z0-9-]+$")
        @Size(max = 128)
        @JsonPropertyDescription(
            "The HTTP header that the Secret's key `header` is sent in, such as Authorization. It is"
                + " not sent to other hosts that the server redirects to.")
        @Nullable String header,
    @JsonPropertyDescription("A query to a database.") @Nullable SqlQuery sql,
    @JsonPropertyDescription("A key of a ConfigMap of the same namespace.")
        @Nullable ConfigMapKey configMap,
    @JsonPropertyDescription(
            "Requests that a Deployment has answered, as its agents captured them.")
        @Nullable Capture capture,
    @JsonPropertyDescription(
            "A Secret. Its keys: for sql username and password; for s3:// accessKeyId,"
                + " secretAccessKey and, when there is one, sessionToken; for gs:// serviceAccountKey"
                + " (JSON); for azblob:// accountName and one of accountKey and sasToken; for http"
                + " header.")
        @Nullable SecretReference credentials) {

  /** File formats that are read. */
  public enum Format {
    CSV,
    TSV,
    JSON,
    NDJSON,
    Parquet,
    /** Not read at all: each file is a row, for a transform. */
    Files
  }

  /** Where an object store is. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ObjectStoreOptions(
      @Pattern("^https?://.+$")
          @Size(max = 253)
          @JsonPropertyDescription(
              "The server's address, such as http://minio:9000, when it is not the cloud's own.")
          @Nullable String endpoint,
      @Pattern("^[a-z0-9-]+$")
          @Size(max = 64)
          @JsonPropertyDescription("The region of an s3:// bucket; us-east-1 when not given.")
          @Nullable String region,
      @JsonPropertyDescription("Reads a public bucket, without credentials; for s3:// and gs://.")
          @Nullable Boolean anonymous) {}

  /** A query to a PostgreSQL, MySQL or MariaDB database. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SqlQuery(
      @Required
          @Pattern("^jdbc:(postgresql|mysql|mariadb)://.+$")
          @Size(max = 2048)
          @JsonPropertyDescription(
              "jdbc:postgresql://, jdbc:mysql:// or jdbc:mariadb://host[:port]/database")
          String url,
      @Required
          @Size(min = 1, max = 16384)
          @JsonPropertyDescription("The query whose rows are the source.")
          String query,
      @Size(min = 1, max = 4096)
          @JsonPropertyDescription(
              "A cheap query whose first row is another one when the rows have changed, such as select max(updated_at),"
                  + " count(*) from rides; for the Dataset's onChange.")
          @Nullable String revision,
      @JsonPropertyDescription(
              "Reads over several connections at once, all at one moment of the database.")
          @Nullable Parallel parallel) {}

  /** Reading a query in parts. */
  public record Parallel(
      @Required
          @Size(min = 1, max = 128)
          @JsonPropertyDescription(
              "The column of the query's result that parts are ranges of; a number, date or timestamp.")
          String by,
      @Required @Min(2) @Max(16) @JsonPropertyDescription("How many connections, and parts.")
          Integer connections) {}

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
