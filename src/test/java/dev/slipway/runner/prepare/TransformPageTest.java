package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.api.step.TransformContainer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of transforms do what the pages show. */
@NullUnmarked
class TransformPageTest {
  private static final Pattern ORDERS = Pattern.compile("```csv orders\n([\\s\\S]*?)```");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "\n## transform\n[\\s\\S]*?```yaml\n([\\s\\S]*?)```\n\n```text\n([\\s\\S]*?)```");
  private static final Pattern SPEC = Pattern.compile("```yaml\nspec:\n([\\s\\S]*?)```");

  @TempDir Path root;

  @Test
  void theStepDoesWhatItShows() throws IOException {
    String page = Files.readString(Path.of("docs/steps.md"));
    MatchResult example = found(EXAMPLE, page);
    var pod = new StagedPod(root);
    pod.pod.file("orders.csv", found(ORDERS, page).group(1));
    String spec =
        "sources: [{name: orders, uri: 'pvc://sources/orders.csv'}]\nsteps:\n"
            + example.group(1)
            + "splits: {by: Hash, key: [id], train: 1, test: 0}\n";
    TransformContainer container =
        Serialization.unmarshal(spec, DatasetSpec.class).steps().getFirst().transform().container();
    assertThat(container.command()).containsExactly("duckdb", "-c");
    Snapshot snapshot =
        pod.prepare(
            spec,
            (input, files, output) ->
                PreparePod.execute(
                    container
                        .args()
                        .getFirst()
                        .replace("/slipway/input", input.toString())
                        .replace("/slipway/output", output.toString())));
    List<String> lines = example.group(2).lines().toList();
    assertThat(pod.pod.rows(snapshot, lines.getFirst().replace("  ", ",")))
        .containsExactlyElementsOf(
            lines.stream().skip(1).map(line -> line.replace("  ", "|")).toList());
    assertThat(pod.pod.json(snapshot, "schema.json").path("columns").findValuesAsText("name"))
        .containsExactly(lines.getFirst().split("  "));
  }

  @Test
  void theSpecIsWhatTheApiTakes() throws IOException {
    String page = Files.readString(Path.of("docs/transforms.md"));
    DatasetSpec spec =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readValue(found(SPEC, page).group(1), DatasetSpec.class);
    assertThat(spec.steps().getFirst().transform().container().env()).hasSize(2);
  }

  private static MatchResult found(Pattern pattern, String page) {
    return pattern.matcher(page).results().findFirst().orElseThrow();
  }
}
