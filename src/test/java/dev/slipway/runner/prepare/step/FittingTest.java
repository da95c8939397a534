package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Snapshot;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learnt is learnt from the train part, and the parts are what the formula says. */
class FittingTest {
  private static final String SPEC =
      """
      sources:
      - {name: rows, uri: "pvc://sources/rows.csv"}
      steps:
      - {derive: {x: "CASE WHEN v = -1 THEN NULL ELSE v END", y: "CASE WHEN v = -1 THEN NULL ELSE v END"}}
      - {fill: {columns: [x], with: Mean}}
      - {fill: {columns: [y], with: Median}}
      - {encode: {columns: [c], as: Ordinal}}
      splits: {by: Hash, key: [id, k], train: 0.5, validation: 0.2, test: 0.3, salt: s}
      """;

  @TempDir Path root;

  /** The documented formula, written a second time. */
  private static String part(int id) {
    String md5 = DigestUtils.md5Hex("s\u001f" + id + "\u001fk" + id % 5);
    double u = Long.parseUnsignedLong(md5.substring(0, 16), 16) / Math.pow(2, 64);
    u = u < 0 ? u + 1 : u;
    return u < 0.5 ? "train" : u < 0.7 ? "validation" : "test";
  }

  @Test
  void onTheTrainPartOnly() {
    // Values and categories of the other parts would change every fit if they were looked at.
    String rows =
        IntStream.range(0, 500)
            .mapToObj(
                i -> {
                  boolean train = part(i).equals("train");
                  String value = i % 10 == 0 ? "-1" : train ? String.valueOf(i % 7) : "1000000";
                  return i + ",k" + i % 5 + "," + value + "," + (train ? "c" + i % 3 : "other");
                })
            .collect(Collectors.joining("\n", "id,k,v,c\n", "\n"));
    var pod = new PreparePod(root).file("rows.csv", rows);
    Snapshot snapshot = pod.prepare(SPEC);
    double[] train =
        IntStream.range(0, 500)
            .filter(i -> i % 10 != 0 && part(i).equals("train"))
            .mapToDouble(i -> i % 7)
            .sorted()
            .toArray();
    long mean = Math.round(java.util.Arrays.stream(train).average().orElseThrow());
    long median = Math.round((train[(train.length - 1) / 2] + train[train.length / 2]) / 2);
    JsonNode steps = pod.json(snapshot, "recipe.json").get("steps");
    assertThat(steps.at("/1/fitted/x").asLong()).isEqualTo(mean);
    assertThat(steps.at("/2/fitted/y").asLong()).isEqualTo(median);
    assertThat(steps.at("/3/fitted/c").toString()).isEqualTo("[\"c0\",\"c1\",\"c2\"]");
    assertThat(pod.rows(snapshot, "test", "c")).contains("-1").doesNotContain("0");
    for (String part : new String[] {"train", "validation", "test"}) {
      assertThat(new HashSet<>(pod.rows(snapshot, part, "id")))
          .isEqualTo(
              IntStream.range(0, 500)
                  .filter(i -> part(i).equals(part))
                  .mapToObj(String::valueOf)
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void profilesTheTrainPart() {
    String rows =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    i
                        + ",k"
                        + i % 5
                        + ","
                        + (i % 4 == 0 ? "" : String.valueOf(i % 20))
                        + ",c"
                        + i % 300)
            .collect(Collectors.joining("\n", "id,k,v,c\n", "\n"));
    var pod = new PreparePod(root).file("rows.csv", rows);
    Snapshot snapshot = pod.prepare(SPEC.replaceAll("(?s)steps:.*splits", "splits"));
    JsonNode profile = pod.json(snapshot, "profile.json");
    long train = snapshot.trainRows();
    assertThat(profile.get("rows").asLong()).isEqualTo(train);
    JsonNode v = profile.at("/columns/2");
    long nulls =
        IntStream.range(0, 1000).filter(i -> i % 4 == 0 && part(i).equals("train")).count();
    assertThat(v.get("nulls").asLong()).isEqualTo(nulls);
    assertThat(v.get("counts").size()).isEqualTo(v.get("edges").size() + 1);
    assertThat(sum(v.get("counts"))).isEqualTo(train - nulls);
    double edge = v.at("/edges/0").asDouble();
    assertThat(v.at("/counts/0").asLong())
        .isEqualTo(
            IntStream.range(0, 1000)
                .filter(i -> i % 4 != 0 && part(i).equals("train") && i % 20 < edge)
                .count());
    assertThat(v.get("min").asDouble()).isEqualTo(1);
    assertThat(v.get("max").asDouble()).isEqualTo(19);
    double mean =
        IntStream.range(0, 1000)
            .filter(i -> i % 4 != 0 && part(i).equals("train"))
            .map(i -> i % 20)
            .average()
            .orElseThrow();
    assertThat(v.get("mean").asDouble()).isCloseTo(mean, org.assertj.core.data.Offset.offset(1e-9));
    JsonNode c = profile.at("/columns/3");
    assertThat(c.get("categories").size()).isEqualTo(200);
    assertThat(sum(c.get("counts")) + c.get("unlisted").asLong()).isEqualTo(train);
    assertThat(c.get("unlisted").asLong()).isPositive();
    JsonNode key = profile.at("/columns/0");
    assertThat(key.get("role").asText()).isEqualTo("Key");
    assertThat(key.get("counts").size()).isZero();
  }

  private static long sum(JsonNode counts) {
    return StreamSupport.stream(counts.spliterator(), false).mapToLong(JsonNode::asLong).sum();
  }
}
