package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Step;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.plan.ColumnEffect;
import dev.slipway.runner.prepare.plan.PlannedStep;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import dev.slipway.runner.prepare.plan.Reach;
import dev.slipway.runner.prepare.source.Loaded;
import dev.slipway.runner.prepare.source.Loading;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/steps.md has an example of every verb, and each does what the page shows. */
class StepsPageTest {
  private static final Path PAGE = Path.of("docs/steps.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "\n## (\\w+)\n(?:(?!\n## )[\\s\\S])*?```yaml\n([\\s\\S]*?)```\n\n```text\n([\\s\\S]*?)```");
  private static final Pattern SOURCE = Pattern.compile("```csv (\\w+)\n([\\s\\S]*?)```");

  @TempDir Path root;

  static Stream<Arguments> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map(m -> Arguments.of(m.group(1), m.group(2), m.group(3)));
  }

  /** A container is no statement: TransformPageTest plays it. */
  static Stream<Arguments> statements() throws IOException {
    return examples().filter(a -> !a.get()[0].equals("transform"));
  }

  @Test
  void everyVerbHasOne() throws IOException {
    assertThat(examples().map(a -> a.get()[0].toString()))
        .containsExactlyElementsOf(
            Arrays.stream(Step.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !name.equals("from"))
                .toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statements")
  void doesWhatItShows(String verb, String steps, String expected) throws IOException {
    assertThat(steps).contains("- " + verb + ":");
    try (StepTable table = StepTable.open(root, 2)) {
      sources(table).forEach(table::source);
      Relation made = table.apply(steps);
      var lines = new ArrayList<String>();
      lines.add(String.join("  ", made.columns().stream().map(Column::name).toList()));
      lines.addAll(table.rows(made, "true").stream().map(row -> row.replace("|", "  ")).toList());
      assertThat(String.join("\n", lines) + "\n").isEqualTo(expected);
    }
  }

  /** What the plan says of a step without an engine is what the engine does. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void isPlannedAsItIsDone(String verb, String yaml, String expected) throws IOException {
    try (StepTable table = StepTable.open(root, 2)) {
      sources(table).forEach(table::source);
      DatasetSpec spec = table.spec(yaml);
      Steps steps = table.steps(spec);
      for (PlannedStep step : PreparationPlan.of(spec).steps()) {
        if (step.step().transform() != null) {
          assertThat(step.verb()).isEqualTo("transform");
          return; // its container does it
        }
        Verb done = Verbs.of(step.step());
        Relation before = steps.relation(step.source());
        steps.apply(step);
        Relation after = steps.relation(step.source());
        Recipe.Applied applied = steps.recipe().steps().getLast();
        assertThat(step.verb()).isEqualTo(done.name()).isEqualTo(applied.verb());
        assertThat(step.reach() == Reach.Row).isEqualTo(done instanceof RowVerb);
        assertThat(step.fitted()).isEqualTo(!Map.of().equals(applied.fitted()));
        assertThat(step.stored()).isEqualTo(after.over() == null);
        ColumnEffect effect = step.columns();
        assertThat(before.names()).containsAll(effect.reads()).containsAll(effect.removes());
        var planned = new LinkedHashSet<>(effect.onlyMade() ? List.of() : before.names());
        planned.removeAll(effect.removes());
        planned.addAll(effect.makes());
        if (effect.fromData() == null) {
          assertThat(after.names()).containsExactlyInAnyOrderElementsOf(planned);
        } else {
          assertThat(after.names()).containsAll(planned);
        }
      }
    }
  }

  private Map<String, Loaded> sources(StepTable table) throws IOException {
    var sources = new LinkedHashMap<String, Loaded>();
    for (var match : SOURCE.matcher(Files.readString(PAGE)).results().toList()) {
      Path file = Files.writeString(root.resolve(match.group(1) + ".csv"), match.group(2));
      Relation relation =
          Loading.of(table.engine, "read_csv(" + Sql.text(file.toString()) + ", header = true)");
      sources.put(match.group(1), new Loaded(relation, match.group(1), "r"));
    }
    assertThat(List.copyOf(sources.keySet())).startsWith("orders");
    return sources;
  }
}
