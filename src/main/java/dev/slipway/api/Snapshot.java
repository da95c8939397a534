package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** An immutable state of a Dataset, named by the digest of its content. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Snapshot(
    @JsonPropertyDescription("The first 12 characters of the digest.") String name,
    @JsonPropertyDescription("sha256:<hex> over rows, schema, recipe and splits.") String digest,
    @JsonPropertyDescription("Where the snapshot lies: s3://… or pvc://<claim>/<path>.") String uri,
    @JsonPropertyDescription("All rows.") long rows,
    @JsonPropertyDescription("Rows of the train part.") long trainRows,
    @JsonPropertyDescription("Rows of the validation part.") long validationRows,
    @JsonPropertyDescription("Rows of the test part.") long testRows,
    @JsonPropertyDescription("Bytes in the store.") long bytes,
    @JsonPropertyDescription("The digest of column names and types.") String schemaHash,
    @JsonPropertyDescription("The label column.") @Nullable String label,
    @JsonPropertyDescription("What the label asks of a model.") @Nullable Task task,
    @JsonPropertyDescription("When the snapshot was last prepared or confirmed (RFC 3339).")
        String time) {}
