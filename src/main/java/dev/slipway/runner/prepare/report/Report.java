package dev.slipway.runner.prepare.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Task;
import dev.slipway.runner.prepare.insight.Insights;
import dev.slipway.runner.prepare.quality.Expectations;
import dev.slipway.store.SnapshotManifest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's {@code report.json}. It is no part of the snapshot's digest.
 *
 * @param dataset the Dataset's name
 * @param namespace the Dataset's namespace
 * @param digest the snapshot's
 * @param time when the snapshot was made (RFC 3339)
 * @param label the label column
 * @param task what the label asks of a model
 * @param rows rows of each part
 * @param bytes the size of the snapshot without its report
 * @param sources what it was made from
 * @param expectations what was expected, and what was found
 * @param quarantined rows that were set aside
 * @param insights what was found out of the rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    String dataset,
    String namespace,
    String digest,
    String time,
    @Nullable String label,
    @Nullable Task task,
    Map<String, Long> rows,
    long bytes,
    List<SnapshotManifest.Origin> sources,
    List<Expectations.Outcome> expectations,
    long quarantined,
    Insights insights) {
  /** Its name in the snapshot's folder. */
  public static final String JSON = "report.json";

  /** The name of the page that shows it. */
  public static final String HTML = "report.html";
}
