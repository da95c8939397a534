package dev.slipway.runner.prepare.report;

import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.runner.prepare.insight.ColumnInsight;
import dev.slipway.runner.prepare.insight.Insights;
import dev.slipway.runner.prepare.insight.MutualInformation;
import dev.slipway.runner.prepare.insight.Percent;
import dev.slipway.store.Digest;
import dev.slipway.store.SnapshotManifest;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A report as one HTML page that needs nothing else: no script, no request, drawings as SVG. Its
 * own content security policy allows its style sheet and nothing more.
 */
public final class ReportPage {
  private static final int MOST_RANKED = 25;

  /** A hint with its column's name cut. */
  public record HintView(String kind, String column, String message) {}

  /** A source. */
  public record SourceView(
      String name, String location, String revision, String rows, String bytes) {}

  /** The page. */
  public static String of(Report report) throws IOException {
    String style = resource("report.css");
    Insights insights = report.insights();
    List<ColumnInsight> columns = insights.columns();
    long train = report.rows().values().stream().findFirst().orElse(0L);
    long rows = report.rows().values().stream().mapToLong(Long::longValue).sum();
    List<ColumnView> views = columns.stream().map(c -> ColumnView.of(c, train)).toList();
    int detailed = Math.min(Insights.DETAILED, views.size());
    return template()
        .data("style", new RawString(style))
        .data(
            "styleHash",
            new RawString(Base64.getEncoder().encodeToString(DigestUtils.sha256(style))))
        .data("report", report)
        .data("name", Digest.shortened(report.digest(), 12))
        .data("label", report.label() == null ? "" : Figures.name(report.label()))
        .data("task", report.task() == null ? "" : report.task().name())
        .data("rows", Figures.count(rows))
        .data("bytes", Figures.bytes(report.bytes()))
        .data("columnCount", columns.size())
        .data("quarantined", report.quarantined() == 0 ? "" : Figures.count(report.quarantined()))
        .data("sampled", insights.sampled() == rows ? "" : Figures.count(insights.sampled()))
        .data("hints", insights.hints().stream().map(ReportPage::hint).toList())
        .data("sources", report.sources().stream().map(ReportPage::source).toList())
        .data("parts", PartsView.of(report.rows(), insights))
        .data("ranking", ranking(columns))
        .data("heatMap", HeatMap.of(insights.correlations()))
        .data("change", ChangeView.of(insights.comparison(), report.rows()))
        .data("columns", views.subList(0, detailed))
        .data("others", views.subList(detailed, views.size()))
        .render();
  }

  /** The features that tell most of the label; bars are relative to the first. */
  private static List<Bar> ranking(List<ColumnInsight> columns) {
    var bars = new ArrayList<Bar>();
    double most = 0;
    for (ColumnInsight column : columns) {
      MutualInformation found = column.information();
      if (found != null && bars.size() < MOST_RANKED) {
        most = Math.max(most, found.bits());
        bars.add(
            Bar.of(
                column.name(),
                most == 0 ? 0 : found.bits() / most,
                String.format(Locale.ROOT, "%.3f bit, ", found.bits())
                    + Percent.of(found.share())));
      }
    }
    return bars;
  }

  private static HintView hint(Hint hint) {
    return new HintView(hint.kind(), Objects.requireNonNullElse(hint.column(), ""), hint.message());
  }

  private static SourceView source(SnapshotManifest.Origin origin) {
    return new SourceView(
        origin.name(),
        origin.location(),
        origin.revision(),
        Figures.count(origin.rows()),
        origin.bytes() == null ? Figures.NONE : Figures.bytes(origin.bytes()));
  }

  private static Template template() throws IOException {
    Engine engine =
        Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build();
    return engine.parse(resource("report.html"), Variant.forContentType(Variant.TEXT_HTML));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream("/report/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private ReportPage() {}
}
