package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.RequestFormat;
import dev.slipway.inference.InferenceRequest.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InferenceRequestTest {
  private static final RequestFormat PANDAS = new RequestFormat("pd", "predict", "predict_proba");

  @Test
  void writesOneInputForEachColumn() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[] {1.5, 7L, "UA", true, true});
    rows.add(new @Nullable Object[] {null, Double.NaN, null, false, null});
    String json =
        new String(
            InferenceRequest.json(
                "r1",
                List.of(
                    new Column("temp", "number"),
                    new Column("hour", "integer"),
                    new Column("carrier", "string"),
                    new Column("holiday", "boolean"),
                    new Column("rain", "boolean")),
                rows,
                PANDAS),
            StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            """
            {"id":"r1","parameters":{"content_type":"pd"},"inputs":[\
            {"name":"temp","shape":[2,1],"datatype":"FP64","data":[1.5,null]},\
            {"name":"hour","shape":[2,1],"datatype":"FP64","data":[7.0,null]},\
            {"name":"carrier","shape":[2,1],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["UA",null]},\
            {"name":"holiday","shape":[2,1],"datatype":"BOOL","data":[true,false]},\
            {"name":"rain","shape":[2,1],"datatype":"FP64","data":[1.0,null]}],\
            "outputs":[{"name":"predict"},{"name":"predict_proba"}]}""");
  }

  @Test
  void readsFlatAndNestedAnswers() throws IOException {
    assertThat(
            read(
                "{\"outputs\":[{\"name\":\"predict\",\"data\":[0,1]},{\"name\":\"predict_proba\",\"data\":[0.75,0.25,0.1,0.9]}]}"))
        .isEqualTo(new InferenceAnswer(List.of("0", "1"), List.of(0.25, 0.9)));
    assertThat(
            read(
                "{\"outputs\":[{\"name\":\"predict_proba\",\"data\":[[0.75,0.25],[0.1,0.9]]},{\"name\":\"predict\",\"data\":[[\"a\"],[true]]}]}"))
        .isEqualTo(new InferenceAnswer(List.of("a", "true"), List.of(0.25, 0.9)));
  }

  @Test
  void goesWithoutProbabilitiesOfMoreThanTwoClasses() throws IOException {
    assertThat(
            read("{\"outputs\":[{\"name\":\"predict\",\"data\":[1.5,2.0]},{\"name\":\"predict_proba\",\"data\":[1,0,0,0,1,0]}]}")
                .secondClass())
        .isNull();
  }

  @Test
  void refusesWhatIsNoAnswer() {
    assertThatThrownBy(() -> read("{\"outputs\":[{\"name\":\"other\",\"data\":[1,2]}]}"))
        .hasMessage("the answer has no output predict");
    assertThatThrownBy(() -> read("{\"outputs\":[{\"name\":\"predict\",\"data\":[1]}]}"))
        .hasMessage("the answer has 1 predictions for 2 rows");
    assertThatThrownBy(() -> read("<html>")).isInstanceOf(IOException.class);
  }

  private static InferenceAnswer read(String body) throws IOException {
    return InferenceAnswer.read(body.getBytes(StandardCharsets.UTF_8), PANDAS, 2);
  }
}
