package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.runner.PodContext;
import dev.slipway.store.Digest;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether sources have changed, without reading them: what servers and file systems tell of files
 * (ETag, version, time, size), what a revision query gives, which files of captured traffic there
 * are.
 *
 * @param pod where claims and ConfigMaps are mounted, and credentials lie in variables
 * @param namespace the Dataset's namespace
 * @param settings the store, for captured traffic
 * @param stall after so long without an answer a server is given up
 */
public record SourceRevisions(
    PodContext pod, String namespace, StoreSettings settings, Duration stall) {

  /** One digest over the revisions of all sources. */
  public String of(List<Source> sources) throws IOException, InterruptedException {
    var revisions = new TreeMap<String, Object>();
    for (Source source : sources) {
      revisions.put(source.name(), revision(source));
    }
    return Digest.ofJson(revisions);
  }

  private Object revision(Source source) throws IOException, InterruptedException {
    Source.SqlQuery sql = source.sql();
    if (sql != null) {
      return row(source, sql);
    }
    Source.Capture capture = source.capture();
    if (capture != null) {
      return captured(capture);
    }
    // nothing is brought, so the folder is never written to
    var scratch = Scratch.of(pod, Path.of(""));
    try (Place place = new Places(pod, scratch, Duration.ZERO, stall).open(source)) {
      return place.revisions();
    }
  }

  private List<String> row(Source source, Source.SqlQuery sql) {
    Database database = Database.of(sql.url());
    String query = sql.revision();
    if (query == null) {
      return List.of();
    }
    try (Connection connection =
            database.connect(sql.url(), SourceCredentials.of(source, pod.variables()));
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout((int) stall.toSeconds());
      statement.setMaxRows(1);
      try (ResultSet rows = statement.executeQuery(query)) {
        if (!rows.next()) {
          return List.of();
        }
        var values = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(rows.getString(i)));
        }
        return values;
      }
    } catch (SQLException e) {
      throw database.fault(source.name(), Locations.plain(sql.url()) + ": sql.revision", e);
    }
  }

  /** Files of captured traffic are never written twice, so their names tell all. */
  private Map<String, List<String>> captured(Source.Capture capture) {
    try (ObjectStore store = pod.store(settings.url(), settings)) {
      return Map.of(
          "captures", store.list(Layout.captures(namespace, capture.deployment())),
          "feedback", store.list(Layout.feedback(namespace, capture.deployment())));
    }
  }
}
