package dev.slipway.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Splits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's {@code manifest.json}; it is written last, so a snapshot that has one is whole.
 *
 * @param digest over content, schema, recipe, splits and the revisions of the sources
 * @param dataset the Dataset's name
 * @param namespace the Dataset's namespace
 * @param rows rows of each part
 * @param content the hash of each part's rows, which knows no order
 * @param schemaHash the digest of column names and types
 * @param splits how the rows were divided
 * @param bounds where parts and folds end, when that was measured: by Time the last moment of each,
 *     by Stratified the greatest hash of each for every stratum
 * @param sources what it was made from
 * @param files every file but this one
 * @param plan the statements that made it
 * @param time when it was made (RFC 3339)
 * @param fold in a pod alone: the fold that the rows of a snapshot were divided by; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnapshotManifest(
    String digest,
    String dataset,
    String namespace,
    Map<String, Long> rows,
    Map<String, String> content,
    String schemaHash,
    Splits splits,
    @Nullable JsonNode bounds,
    List<Origin> sources,
    List<StoredFile> files,
    List<String> plan,
    String time,
    @Nullable Fold fold) {
  /** Of a snapshot as it lies in the store. */
  public SnapshotManifest(
      String digest,
      String dataset,
      String namespace,
      Map<String, Long> rows,
      Map<String, String> content,
      String schemaHash,
      Splits splits,
      @Nullable JsonNode bounds,
      List<Origin> sources,
      List<StoredFile> files,
      List<String> plan,
      String time) {
    this(
        digest,
        dataset,
        namespace,
        rows,
        content,
        schemaHash,
        splits,
        bounds,
        sources,
        files,
        plan,
        time,
        null);
  }

  /**
   * A fold of a snapshot.
   *
   * @param snapshot the digest of the snapshot whose rows these are
   * @param index the fold that is validated on, from 0
   * @param of how many folds there are
   */
  public record Fold(String snapshot, int index, int of) {}

  /** Its name in the snapshot's folder. */
  public static final String NAME = "manifest.json";

  /**
   * A source as it was when it was read.
   *
   * @param name its name
   * @param location where it came from
   * @param revision what it held: sha256:… of a file, or of the lines {@code <sha256>} of several,
   *     sorted; rows:… of a query's or capture's rows
   * @param rows how many rows it had
   * @param bytes the files' size; null when there was none
   * @param query the query whose rows it is; null when it is none
   * @param files the files, in order; empty when there was none
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Origin(
      String name,
      String location,
      String revision,
      long rows,
      @Nullable Long bytes,
      @Nullable String query,
      List<OriginFile> files) {
    public Origin {
      files = files == null ? List.of() : List.copyOf(files);
    }
  }

  /**
   * A file of a source.
   *
   * @param location where it came from
   * @param sha256 its digest as it came, hexadecimal
   * @param bytes its size as it came
   * @param etag the server's tag, when it gave one
   * @param version the version in a bucket that keeps versions
   * @param modified when it was written, as the server or file system tells it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OriginFile(
      String location,
      String sha256,
      long bytes,
      @Nullable String etag,
      @Nullable String version,
      @Nullable String modified) {}

  /** The digest that names a snapshot. */
  public static String digest(
      Map<String, String> content,
      JsonNode schema,
      JsonNode recipe,
      Splits splits,
      List<Origin> sources) {
    var revisions = new TreeMap<String, String>();
    sources.forEach(source -> revisions.put(source.name(), source.revision()));
    var all = new TreeMap<String, Object>();
    all.put("content", content);
    all.put("schema", schema);
    all.put("recipe", recipe);
    all.put("splits", splits);
    all.put("sources", revisions);
    return Digest.ofJson(all);
  }
}
