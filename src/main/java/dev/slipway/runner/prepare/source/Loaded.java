package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.store.SnapshotManifest.Origin;
import dev.slipway.store.SnapshotManifest.OriginFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source that has been copied in.
 *
 * @param relation its rows
 * @param location where it came from, without anything that could be secret
 * @param revision what its content was: sha256:… of files, rows:… of a query's or capture's rows
 * @param query the query whose rows it is; null when it is none
 * @param files the files that it was; empty when there was none
 */
public record Loaded(
    Relation relation,
    String location,
    String revision,
    @Nullable String query,
    List<OriginFile> files) {
  public Loaded {
    files = List.copyOf(files);
  }

  /** Without query and files. */
  public Loaded(Relation relation, String location, String revision) {
    this(relation, location, revision, null, List.of());
  }

  /** What the manifest tells of it. */
  public Origin origin(String name, long rows) {
    Long bytes = files.isEmpty() ? null : files.stream().mapToLong(OriginFile::bytes).sum();
    return new Origin(name, location, revision, rows, bytes, query, files);
  }
}
