package dev.slipway.runner.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Expectation;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.prepare.PreparePod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of docs/expectations.md does what the page says. */
class ExpectationsPageTest {
  private static final Path PAGE = Path.of("docs/expectations.md");
  private static final Pattern SOURCE = Pattern.compile("```csv (\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(.*?)\n```\n\n```text\n(.*?)\n```", Pattern.DOTALL);
  private static final List<String> NO_CHECKS = List.of("column", "atLeast", "severity");

  @TempDir Path root;

  @ParameterizedTest
  @MethodSource("examples")
  void givesWhatThePageSays(String yaml, String words) throws IOException {
    var pod = new PreparePod(root);
    Matcher source = SOURCE.matcher(Files.readString(PAGE));
    while (source.find()) {
      pod.file(source.group(1) + ".csv", source.group(2));
    }
    String spec =
        """
        sources:
        - {name: orders, uri: pvc://sources/orders.csv}
        - {name: shops, uri: pvc://sources/shops.csv}
        splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
        expectations:
        """;
    List<FailedExpectation> failed =
        TerminationMessage.result(pod.run(spec + yaml), PrepareResult.class)
            .orElseThrow(() -> new AssertionError(pod.log))
            .failedExpectations();
    assertThat(failed).extracting(f -> f.expectation() + ": " + f.found()).containsExactly(words);
  }

  @Test
  void everyCheckHasAnExample() throws IOException {
    String page = Files.readString(PAGE);
    Stream.of(Expectation.class.getRecordComponents())
        .map(component -> component.getName())
        .filter(name -> !NO_CHECKS.contains(name))
        .forEach(name -> assertThat(page).contains("\n## " + name + "\n"));
  }

  static Stream<Arguments> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> Arguments.of(match.group(1), match.group(2)));
  }
}
