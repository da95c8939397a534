package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files are the same snapshot, whatever their order; another value is another one. */
class DigestTest {
  private static final String SPEC =
      """
      sources:
      - {name: rows, uri: "pvc://sources/rows.csv"}
      steps:
      - {fill: {columns: [x], with: Mean}}
      - {deduplicate: {by: [id], orderBy: x}}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  @TempDir Path root;

  private static List<String> lines() {
    return IntStream.range(0, 20_000)
        .mapToObj(i -> i % 19_000 + "," + (i % 11 == 0 ? "" : i * 0.1 + 1e-7) + ",t" + i % 100)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String csv(List<String> lines) {
    return "id,x,t\n" + String.join("\n", lines) + "\n";
  }

  @Test
  void everyValueMatters() {
    var pod = new PreparePod(root);
    List<String> lines = lines();
    String digest = pod.file("rows.csv", csv(lines)).prepare(SPEC).digest();
    lines.set(10_001, lines.get(10_001).replace(",t1", ",u1"));
    assertThat(pod.file("rows.csv", csv(lines)).prepare(SPEC).digest()).isNotEqualTo(digest);
    lines = lines();
    lines.remove(10_001);
    assertThat(pod.file("rows.csv", csv(lines)).prepare(SPEC).digest()).isNotEqualTo(digest);
    assertThat(
            pod.file("rows.csv", csv(lines()))
                .prepare(SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3"))
                .digest())
        .isNotEqualTo(digest);
  }

  /** Tables are packed then. */
  @Test
  void littleDiskMakesTheSame() {
    var pod = new PreparePod(root).file("rows.csv", csv(lines()));
    String digest = pod.prepare(SPEC).digest();
    pod.variables.put(PodPaths.SCRATCH_BYTES, Integer.toString(2 << 20));
    assertThat(pod.prepare(SPEC).digest()).isEqualTo(digest);
  }

  @Test
  void theOrderOfFilesDoesNotMatter() {
    var pod = new PreparePod(root);
    List<String> lines = lines();
    List<Integer> numbers = new ArrayList<>(List.of(0, 1, 2, 3));
    var digests = new HashSet<String>();
    for (int seed = 0; seed < 4; seed++) {
      for (int i = 0; i < 4; i++) {
        pod.file(
            "parts/" + numbers.get(i) + ".csv", csv(lines.subList(i * 5_000, (i + 1) * 5_000)));
      }
      digests.add(pod.prepare(SPEC.replace("rows.csv", "parts/")).digest());
      Collections.shuffle(numbers, new Random(seed));
    }
    assertThat(digests).hasSize(1);
  }

  /** The rows are the same, and their hashes; what they were made from is not. */
  @Test
  void whatItWasMadeFromMatters() {
    var pod = new PreparePod(root);
    List<String> lines = lines();
    Snapshot first = pod.file("rows.csv", csv(lines)).prepare(SPEC);
    Collections.shuffle(lines, new Random(1));
    Snapshot second = pod.file("rows.csv", csv(lines)).prepare(SPEC);
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(pod.json(second, "manifest.json").get("content"))
        .isEqualTo(pod.json(first, "manifest.json").get("content"));
    assertThat(pod.json(second, "manifest.json").at("/sources/0/revision"))
        .isNotEqualTo(pod.json(first, "manifest.json").at("/sources/0/revision"));
  }

  @Test
  void whatIsThereIsKept() throws IOException {
    var pod = new PreparePod(root).file("rows.csv", csv(lines()));
    Snapshot first = pod.prepare(SPEC);
    Path manifest = pod.in(first, "manifest.json");
    var time = Files.getLastModifiedTime(manifest);
    String content = Files.readString(manifest);
    Snapshot second = pod.prepare(SPEC);
    assertThat(second).isEqualTo(first);
    assertThat(Files.readString(manifest)).isEqualTo(content);
    assertThat(Files.getLastModifiedTime(manifest)).isEqualTo(time);
  }

  @Test
  void equalRowsAreCountedAndMissingIsNotEmpty() {
    var pod = new PreparePod(root);
    String spec =
        SPEC.replaceAll("(?s)steps:.*", "splits: {by: Hash, key: [id], train: 1.0, test: 0.0}");
    String a =
        pod.file("rows.csv", "id,t\n1,a\n1,a\n2,b\n3,c\n4,d\n5,e\n6,f\n7,g\n")
            .prepare(spec)
            .digest();
    String b =
        pod.file("rows.csv", "id,t\n1,a\n1,a\n1,a\n2,b\n3,c\n4,d\n5,e\n6,f\n7,g\n")
            .prepare(spec)
            .digest();
    assertThat(a).isNotEqualTo(b);
    spec = spec.replace("rows.csv", "rows.json");
    String rows = "{\"id\":1,\"t\":\"a\"}\n{\"id\":2,\"t\":%s}\n";
    String c = pod.file("rows.json", rows.formatted("null")).prepare(spec).digest();
    String d = pod.file("rows.json", rows.formatted("\"\"")).prepare(spec).digest();
    assertThat(c).isNotEqualTo(d);
  }

  @Test
  void theEnginesThreadsChangeNoSum() throws IOException {
    String one = "";
    for (int threads : new int[] {1, 2, 4}) {
      try (Engine engine =
          Engine.open(Files.createDirectories(root.resolve("t" + threads)), 256 << 20, threads)) {
        Relation relation =
            engine.table("SELECT i AS id, random() < 2 AS b, i * 0.1 AS x FROM range(200000) t(i)");
        String sum = RowHash.sum(engine, relation);
        one = one.isEmpty() ? sum : one;
        assertThat(sum).isEqualTo(one).hasSize(32);
      }
    }
  }

  /** As docs/formats.md tells it to a stranger. */
  @Test
  void aStrangerFindsTheSameHash() throws Exception {
    var pod = new PreparePod(root).file("rows.csv", "id,x,name\n1,2.5,ü\n2,,b\n1,2.5,ü\n");
    String found =
        pod.json(
                pod.prepare(
                    """
                    sources: [{name: rows, uri: pvc://sources/rows.csv}]
                    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
                    """),
                "manifest.json")
            .at("/content/train")
            .asText();
    var sum = java.math.BigInteger.ZERO;
    for (String row : List.of("1:1,3:2.5,2:ü,", "1:2,:,1:b,", "1:1,3:2.5,2:ü,")) {
      byte[] md5 =
          java.security.MessageDigest.getInstance("MD5")
              .digest(row.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      byte[] bigEndian = new byte[md5.length];
      for (int i = 0; i < md5.length; i++) {
        bigEndian[i] = md5[md5.length - 1 - i];
      }
      sum = sum.add(new java.math.BigInteger(1, bigEndian));
    }
    assertThat(found)
        .isEqualTo("%032x".formatted(sum.mod(java.math.BigInteger.ONE.shiftLeft(128))));
  }

  @Test
  void aThousandColumnsAreHashed() {
    String names =
        java.util.stream.IntStream.range(0, 1000)
            .mapToObj(i -> "c" + i)
            .collect(java.util.stream.Collectors.joining(","));
    String ones = "1,".repeat(999) + "1";
    var pod = new PreparePod(root).file("wide.csv", names + "\n" + ones + "\n");
    assertThat(
            pod.prepare(
                    """
                    sources: [{name: wide, uri: pvc://sources/wide.csv}]
                    splits: {by: Hash, key: [c0], train: 1.0, test: 0.0}
                    """)
                .rows())
        .isEqualTo(1);
  }
}
