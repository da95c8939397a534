package dev.slipway.runner.prepare.explain;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code runner explain}: tells what the Datasets of a file would do. It reaches neither a cluster
 * nor sources. Ends with 1 when a preparation could not be done.
 */
@Command(
    name = "explain",
    description = "Tells what the Datasets of a YAML file would do, without doing it.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  /** How it is told. */
  enum Output {
    text,
    json
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Clock clock;

  @Parameters(paramLabel = "FILE", description = "A YAML file with Datasets.")
  private Path file = Path.of("");

  @Option(
      names = {"-c", "--columns"},
      paramLabel = "COLUMNS",
      description =
          "The sources' columns, with which the steps are compiled and checked:"
              + " 'id integer, fare number; zones: id integer, name string'.")
  private @Nullable String columns;

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}",
      defaultValue = "text")
  private Output output = Output.text;

  @Spec private @Nullable CommandSpec command;

  /** Now. */
  public ExplainCommand() {
    this(Clock.systemUTC());
  }

  /** At another time, from which a schedule's next times are told. */
  ExplainCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    if (command == null) {
      throw new IllegalStateException("not called by picocli");
    }
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    try {
      var explanations = new ArrayList<Explanation>();
      for (Map.Entry<String, DatasetSpec> one : DatasetFile.read(file).entrySet()) {
        explanations.add(explanation(one.getKey(), one.getValue()));
      }
      out.print(
          output == Output.json
              ? JSON.writeValueAsString(explanations) + "\n"
              : String.join("\n", explanations.stream().map(ExplanationText::of).toList()));
      out.flush();
      return explanations.stream().anyMatch(Explanation::wrong) ? 1 : 0;
    } catch (RunnerException e) {
      err.println(e.getMessage());
      err.flush();
      return 1;
    }
  }

  private Explanation explanation(String name, DatasetSpec spec) throws IOException {
    PreparationPlan plan = PreparationPlan.of(spec);
    Explanation.Times times;
    try {
      times = Explanation.Times.of(spec, clock.instant());
    } catch (IllegalArgumentException e) {
      throw new RunnerException(
          "ScheduleInvalid", "dataset " + name + ": " + e.getMessage(), false);
    }
    return new Explanation(name, plan, times, spec.resources(), compiled(spec));
  }

  private @Nullable DryRun compiled(DatasetSpec spec) throws IOException {
    if (columns == null || columns.isBlank()) {
      return null;
    }
    Path scratch = Files.createTempDirectory("slipway-explain");
    try {
      return DryRun.of(spec, GivenColumns.of(columns, spec), scratch);
    } finally {
      try (Stream<Path> all = Files.walk(scratch)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
