package dev.slipway.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Source;
import dev.slipway.contract.CredentialVariables;
import io.fabric8.generator.annotation.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples and the examples of docs/sources.md are what the API takes. */
class SourceSamplesTest {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final java.util.regex.Pattern BLOCK =
      java.util.regex.Pattern.compile("```yaml\n(.*?)```", java.util.regex.Pattern.DOTALL);

  static Stream<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config/samples/sources"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void samples(Path file) throws IOException {
    int datasets = 0;
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      for (JsonNode document : documents.readAll()) {
        if (document.path("kind").asText().equals("Dataset")) {
          DatasetSpec spec = reader(DatasetSpec.class).readValue(document.get("spec"));
          assertThat(spec.sources()).hasSize(1);
          check(spec.sources().getFirst());
          datasets++;
        }
      }
    }
    assertThat(datasets).isEqualTo(1);
    assertThat(Files.readString(Path.of("config/samples/sources/README.md")))
        .contains("`" + file.getFileName() + "`");
  }

  @Test
  void examplesOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("docs/sources.md"));
    List<Source> examples = new ArrayList<>();
    for (MatchResult block : BLOCK.matcher(page).results().toList()) {
      for (JsonNode source : YAML.readTree(block.group(1))) {
        examples.add(reader(Source.class).readValue(source));
      }
    }
    assertThat(examples).hasSize(11);
    examples.forEach(SourceSamplesTest::check);
  }

  private static ObjectReader reader(Class<?> type) {
    return YAML.readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  private static void check(Source source) {
    String uri = source.uri();
    if (uri != null) {
      assertThat(uri).matches(pattern(Source.class, "uri"));
    }
    if (source.sql() != null) {
      assertThat(source.sql().url()).matches(pattern(Source.SqlQuery.class, "url"));
    }
    assertThat(CredentialVariables.of(source).isEmpty()).isEqualTo(source.credentials() == null);
  }

  private static String pattern(Class<?> type, String field) {
    try {
      return type.getDeclaredField(field).getAnnotation(Pattern.class).value();
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }
}
