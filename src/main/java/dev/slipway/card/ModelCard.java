package dev.slipway.card;

import dev.slipway.api.Documentation;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Snapshot;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model card says. Sections after "Model Cards for Model Reporting" (Mitchell et al., 2019),
 * as far as Slipway knows them.
 *
 * @param title the ModelVersion's name, or the model line's before there is one
 * @param documentation what the owner wrote
 * @param artifact the model's files
 * @param lineage what it was made from
 * @param reported what the training code reported
 * @param tested what validation measured; null before it
 */
public record ModelCard(
    String title,
    @Nullable Documentation documentation,
    Artifact artifact,
    @Nullable Lineage lineage,
    Map<String, Double> reported,
    @Nullable Tested tested) {

  /**
   * What validation measured.
   *
   * @param rows how many rows of the held-out test part were sent
   * @param metrics of this model
   * @param champion the version it was compared with, or null
   * @param championMetrics of that version on the same rows
   */
  public record Tested(
      long rows,
      Map<String, Double> metrics,
      @Nullable String champion,
      Map<String, Double> championMetrics) {}

  /** The card as Markdown. */
  public String markdown() {
    var text = new StringBuilder("# ").append(line(title)).append("\n");
    documentation(text);
    tested(text);
    if (!reported.isEmpty()) {
      text.append("\n## Reported by the training code\n\n| Metric | Value |\n|---|---|\n");
      new TreeMap<>(reported).forEach((name, value) -> row(text, line(name), number(value)));
    }
    Lineage from = lineage;
    if (from != null) {
      data(text, from);
      parameters(text, from);
      lineage(text, from);
    }
    text.append("\n## Files\n\n| | |\n|---|---|\n");
    row(text, "Where", code(artifact.uri()));
    row(text, "Digest", code(artifact.digest()));
    if (artifact.sizeBytes() != null) {
      row(text, "Bytes", String.format(Locale.ROOT, "%,d", artifact.sizeBytes()));
    }
    return text.toString();
  }

  private void documentation(StringBuilder text) {
    Documentation known = documentation;
    text.append("\n## Use\n\n");
    text.append(known == null || known.purpose() == null ? "Not stated." : line(known.purpose()));
    text.append("\n\n| | |\n|---|---|\n");
    row(text, "Owner", stated(known == null ? null : known.owner()));
    row(text, "Sensitivity", stated(known == null ? null : known.sensitivity()));
    row(text, "Licence", stated(known == null ? null : known.licence()));
    text.append("\n## Limits\n\n");
    text.append(known == null || known.risks() == null ? "None are stated." : line(known.risks()));
    text.append(
        " The model has learnt from the data below, and can be expected to be as good as"
            + " validation found only on data like it.\n");
  }

  private void tested(StringBuilder text) {
    Tested test = tested;
    if (test == null) {
      return;
    }
    text.append("\n## Validation\n\nServed, and asked for ")
        .append(String.format(Locale.ROOT, "%,d", test.rows()))
        .append(" rows of the held-out test part.\n\n");
    String champion = test.champion();
    text.append("| Metric | ").append(line(title)).append(" |");
    text.append(champion == null ? "\n|---|---|\n" : " " + line(champion) + " |\n|---|---|---|\n");
    new TreeMap<>(test.metrics())
        .forEach(
            (name, value) -> {
              Double other = test.championMetrics().get(name);
              text.append("| ").append(line(name)).append(" | ").append(number(value)).append(" |");
              if (champion != null) {
                text.append(" ").append(other == null ? "–" : number(other)).append(" |");
              }
              text.append("\n");
            });
  }

  private static void data(StringBuilder text, Lineage from) {
    Snapshot snapshot = from.snapshot();
    text.append("\n## Data\n\n");
    if (snapshot == null) {
      text.append("The training image brought its own data; nothing is known of it.\n");
      return;
    }
    text.append("| | |\n|---|---|\n");
    row(text, "Dataset", stated(from.dataset()));
    row(text, "Snapshot", code(snapshot.digest()));
    row(text, "Where", code(snapshot.uri()));
    row(
        text,
        "Rows",
        String.format(
            Locale.ROOT,
            "%,d for training, %,d for tuning, %,d held out",
            snapshot.trainRows(),
            snapshot.validationRows(),
            snapshot.testRows()));
    row(text, "Label", stated(snapshot.label()));
    row(text, "Task", snapshot.task() == null ? "Not stated" : snapshot.task().name());
  }

  private static void parameters(StringBuilder text, Lineage from) {
    Map<String, String> parameters = from.parameters();
    if (parameters != null && !parameters.isEmpty()) {
      text.append("\n## Parameters\n\n| Name | Value |\n|---|---|\n");
      new TreeMap<>(parameters).forEach((name, value) -> row(text, line(name), code(value)));
    }
  }

  private static void lineage(StringBuilder text, Lineage from) {
    text.append("\n## Lineage\n\n| | |\n|---|---|\n");
    row(text, "TrainingJob", stated(from.trainingJob()));
    row(text, "Run", from.run() == null ? "Not stated" : code(from.run()));
    row(text, "Image", from.image() == null ? "Not stated" : code(from.image()));
    if (from.imageId() != null) {
      row(text, "Image's digest", code(from.imageId()));
    }
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private static String stated(@Nullable String text) {
    return text == null || text.isBlank() ? "Not stated" : line(text);
  }

  /** One line that cannot leave its cell of a table. */
  private static String line(String text) {
    return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static String code(String text) {
    return "`" + line(text).replace("`", "'") + "`";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, Math.abs(value) < 0.01 ? "%.6f" : "%.4f", value);
  }
}
