package dev.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  @Test
  void columnsOfAnyTypeBecomeRows() throws IOException {
    Payload payload =
        inputs(
            """
            {"id":"r1","parameters":{"content_type":"pd"},"inputs":[
             {"name":"temp","shape":[2],"datatype":"FP64","data":[1.5,null]},
             {"name":"carrier","shape":[2,1],"datatype":"BYTES","data":[["AA"],["B6"]]},
             {"name":"late","datatype":"BOOL","shape":[2],"data":[true,false]},
             {"name":"wind","datatype":"FP64","shape":[2],"data":[NaN,2]}]}
            """);

    Table table = Table.of(payload.tensors(), List.of("temp", "carrier"));

    assertThat(payload.id()).isEqualTo("r1");
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.columns().get("temp")).isEqualTo(Arrays.asList(1.5, null));
    assertThat(table.columns().get("carrier")).isEqualTo(List.of("AA", "B6"));
    assertThat(table.columns().get("late")).isEqualTo(List.of(true, false));
    assertThat(table.columns().get("wind")).isEqualTo(List.of(Double.NaN, 2.0));
  }

  @Test
  void aMatrixIsSpreadOverTheBaselinesFeaturesWhenTheyFit() throws IOException {
    Payload payload =
        inputs(
            """
            {"inputs":[{"name":"x","shape":[2,3],"datatype":"FP64","data":[[1,2,3],[4,5,6]]}]}
            """);

    assertThat(Table.of(payload.tensors(), List.of("a", "b", "c")).columns())
        .containsEntry("a", List.of(1.0, 4.0))
        .containsEntry("c", List.of(3.0, 6.0));
    Table unknown = Table.of(payload.tensors(), List.of("a", "b"));
    assertThat(unknown.columns()).isEmpty();
    assertThat(unknown.rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"inputs\":{}}",
        "{\"inputs\":[1]}",
        "{\"inputs\":[{\"shape\":[1],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[2],\"data\":[1,2,3]}]}",
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"data\":[{}]}]}",
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"data\":[1]},{\"name\":\"b\",\"shape\":[2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"data\":[[1]",
      })
  void whatIsNotTheProtocolIsRefused(String body) {
    assertThatThrownBy(() -> Table.of(inputs(body).tensors(), List.of()))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model_name":"m","outputs":[{"id":"inner"}]} | {"id":"x","model_name":"m","outputs":[{"id":"inner"}]}
          {}                                            | {"id":"x"}
          """)
  void anIdIsPutIntoAnAnswerWithoutOne(String body, String wanted) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    assertThat(TopLevelId.find(bytes)).isEqualTo(new TopLevelId.Found(null, true));
    assertThat(new String(TopLevelId.insert(bytes, "x"), StandardCharsets.UTF_8)).isEqualTo(wanted);
  }

  @Test
  void anIdIsFoundAndQuoted() {
    assertThat(
            TopLevelId.find("{\"a\":[1,{\"id\":2}],\"id\":\"y\"}".getBytes(StandardCharsets.UTF_8))
                .id())
        .isEqualTo("y");
    assertThat(TopLevelId.find("[]".getBytes(StandardCharsets.UTF_8)).free()).isFalse();
    assertThat(TopLevelId.find("{\"id\":7}".getBytes(StandardCharsets.UTF_8)).free()).isFalse();
    assertThat(
            new String(
                TopLevelId.insert("{ }".getBytes(StandardCharsets.UTF_8), "a\"b"),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"a\\\"b\" }");
  }

  @Test
  void samplingKeepsItsShareAndAlwaysTheSame() {
    long kept =
        java.util.stream.IntStream.range(0, 20_000)
            .filter(i -> Sampling.keeps("request-" + i, 0.1))
            .count();

    assertThat(kept).isBetween(1800L, 2200L);
    assertThat(Sampling.keeps("anything", 1)).isTrue();
    assertThat(Sampling.keeps("anything", 0)).isFalse();
    for (int i = 0; i < 100; i++) {
      // Who is in a smaller share is in every larger one.
      assertThat(!Sampling.keeps("r" + i, 0.2) || Sampling.keeps("r" + i, 0.3)).isTrue();
    }
  }

  private static Payload inputs(String body) throws IOException {
    return Payload.read(body.getBytes(StandardCharsets.UTF_8), "inputs");
  }
}
