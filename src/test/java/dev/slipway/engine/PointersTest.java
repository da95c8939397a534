package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointersTest {
  private static final String OBJECT = "{a: {x: 1, y~/z: 2}, list: [{n: 1}, {m: 2}, {n: 3}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/x | /a/x",
        "/a/none | ''",
        "/none/x | ''",
        "/a/* | /a/x /a/y~0~1z",
        "/list/*/n | /list/0/n /list/2/n",
        "/list/1/m | /list/1/m",
        "/a/x/* | ''",
      })
  void findsPlaces(String pointer, String places) throws JsonProcessingException {
    assertThat(
            String.join(
                " ",
                Pointers.places(object(), pointer).stream().map(JsonPointer::toString).toList()))
        .isEqualTo(places);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/x | {a: {x: new, y~/z: 2}, list: [{n: 1}, {m: 2}, {n: 3}]}",
        "/a/b/c | {a: {x: 1, y~/z: 2, b: {c: new}}, list: [{n: 1}, {m: 2}, {n: 3}]}",
        "/list/1 | {a: {x: 1, y~/z: 2}, list: [{n: 1}, new, {n: 3}]}",
        "/top | {a: {x: 1, y~/z: 2}, list: [{n: 1}, {m: 2}, {n: 3}], top: new}",
      })
  void putsAValue(String pointer, String result) throws JsonProcessingException {
    ObjectNode root = object();
    Pointers.put(root, JsonPointer.compile(pointer), TextNode.valueOf("new"));
    assertThat(root).isEqualTo(new YAMLMapper().readTree(result));
  }

  private static ObjectNode object() throws JsonProcessingException {
    return (ObjectNode) new YAMLMapper().readTree(OBJECT);
  }
}
