package dev.slipway.runner.prepare.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.prepare.PreparePod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that cannot be read. Each ends in a refusal that names source and file, the line or column
 * where there is one, and what to do; nothing of them is skipped, padded or guessed.
 */
class BadFilesTest {
  @TempDir Path root;

  /** A file, what is said of it, and what must come of it. */
  private record Case(String file, byte[] content, String more, String reason, String... message) {
    @Override
    public String toString() {
      return file + (more.isEmpty() ? "" : " " + more);
    }
  }

  private static Case text(String file, String content, String... message) {
    return new Case(file, content.getBytes(UTF_8), "", "SourceUnreadable", message);
  }

  private static Case with(String more, String file, String content, String... message) {
    return new Case(file, content.getBytes(UTF_8), ", " + more, "SourceUnreadable", message);
  }

  private static Case bytes(String file, byte[] content, String... message) {
    return new Case(file, content, "", "SourceUnreadable", message);
  }

  private static byte[] parquet() {
    try {
      Path file = Files.createTempFile("bad", ".parquet");
      PreparePod.execute(
          "COPY (SELECT i AS id, i * 0.5 AS x FROM range(1000) t(i)) TO '" + file + "'");
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      return content;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<Case> packed() {
    String csv = "id,x\n" + "1,2\n".repeat(5000);
    byte[] gz = Packed.gzip(csv);
    byte[] zst = Packed.zstd(csv);
    byte[] zip = Packed.zip("data.csv", csv.getBytes(UTF_8));
    return Stream.of(
        bytes("a.csv.gz", Packed.cut(gz, gz.length / 2), "a.csv.gz is no complete gzip", "again"),
        bytes("a.csv.gz", Packed.cut(gz, 4), "a.csv.gz is no complete gzip file"),
        bytes("a.csv.gz", new byte[0], "a.csv.gz is no complete gzip file"),
        bytes("a.csv.gz", Packed.damaged(gz, gz.length - 8), "a.csv.gz is no complete gzip file"),
        bytes("a.csv.gz", csv.getBytes(UTF_8), "no complete gzip file: Not in GZIP format"),
        bytes("a.csv.zst", Packed.cut(zst, zst.length / 2), "a.csv.zst is no complete zstd file"),
        bytes("a.csv.zst", Packed.cut(zst, 1), "a.csv.zst is no complete zstd file"),
        bytes("a.csv.zst", new byte[0], "a.csv.zst is no complete zstd file: it is empty"),
        bytes("a.csv.zst", csv.getBytes(UTF_8), "a.csv.zst is no complete zstd file"),
        bytes("a.zip", Packed.cut(zip, 30), "a.zip is no complete zip file"),
        bytes("a.zip", Packed.damaged(zip, 50), "a.zip is no complete zip file"),
        bytes("a.zip", Packed.zip(), "a.zip holds 0 files; it must hold exactly one"),
        bytes("a.zip", Packed.zip("a.csv", csv, "b.csv", csv), "a.zip holds 2 files"),
        bytes("a.zip", Packed.zip("../../etc/a.csv", csv), "leads out of the archive", "../../etc"),
        bytes("a.zip", Packed.zip("/etc/a.csv", csv), "leads out of the archive"),
        bytes("a.zip", Packed.zip("C:\\a.csv", csv), "leads out of the archive"),
        bytes("a.zip", Packed.zip("a.txt", csv), "the name a.txt does not tell the format"),
        bytes("a.csv.gz", Packed.gzip(gz), "a.csv.gz", "packed with gzip: its name must end in"));
  }

  static Stream<Case> csv() {
    return Stream.of(
        text("a.csv", "id,x\n1,2\n3\n", "a.csv, line 3: 1 fields where the columns are 2", "\",\""),
        text("a.csv", "id,x\n1,2\n3,4,5\n", "a.csv, line 3: 3 fields where the columns are 2"),
        text("a.csv", "id;x\n1;2\n3\n", "line 3: 1 fields where the columns are 2", "\";\""),
        text("a.tsv", "id\tx\n1\t2\n3\n", "line 3: 1 fields where the columns are 2", "a tab"),
        text("a.csv", "# notes\nid,x\n1,2\n", "a.csv, line 2: 2 fields where the columns are 1"),
        text("a.csv", "id,x,id\n1,2,3\n", "line 1: columns 1 and 3 are both named id", "another"),
        text("a.csv", "id,x,ID\n1,2,3\n", "line 1: columns 1 and 3 are both named ID"),
        text("a.csv", "id,,x\n1,2,3\n", "line 1: column 2 of 3 has no name; give it one"),
        text("a.csv", "id,x,\n1,2,3\n", "line 1: column 3 of 3 has no name"),
        text("a.csv", "", "a.csv is empty; it needs at least a line with the columns' names"),
        text("a.csv", "\n \n", "a.csv is empty"),
        text("a.csv", "id,x\n1,\"2\n3,4\n", "a.csv, line 2: a quote is not closed", "csv.quote"),
        text("a.csv", "id,x\n1,\"2\" y\n", "a.csv, line 2: a quote is not closed, or text follows"),
        text("a.csv", "\"id,x\n1,2\n", "a.csv, line 1: the columns' names cannot be read"),
        text("a.csv", "id,x\n1,2\r\n3,4\n", "a.csv: not CSV as RFC 4180 has it", "CR LF"),
        text("a.csv", "id,x\n1," + "y".repeat(17 << 20) + "\n", "a.csv, line 2: longer than 16"),
        text("a.csv", "x".repeat((1 << 20) + 5), "a.csv, line 1: longer than 1 MiB; is it CSV?"),
        bytes("a.csv", "id,x\n1,ok\n2,Zürich\n".getBytes(ISO_8859_1), "line 3: not in UTF-8"),
        bytes("a.csv", "id,x\n1,ü\n".getBytes(UTF_16), "begins as text in UTF-16", "csv.encoding"),
        new Case(
            "a.csv",
            "id,x\n1,ok\n2,Zürich\n".getBytes(ISO_8859_1),
            ", csv: {encoding: US-ASCII}",
            "SourceUnreadable",
            "a.csv, line 3: something that is not in US-ASCII"),
        with(
            "csv: {encoding: KLINGON}",
            "a.csv",
            "id,x\n1,2\n",
            "csv.encoding KLINGON is not known"),
        with("csv: {types: {y: integer}}", "a.csv", "id,x\n1,2\n", "the column y", "only id, x"),
        with(
            "csv: {types: {x: integer}}",
            "a.csv",
            "id,x\n1,2\n2,b\n",
            "line 3: column x",
            "no integer",
            "csv.nulls"),
        with(
            "csv: {types: {x: integer}}",
            "a.csv",
            "id,x\n1,1.5\n",
            "line 2: column x holds \"1.5\""),
        with(
            "csv: {types: {x: number}}",
            "a.csv",
            "id,x\n1,\"1,5\"\n",
            "line 2: column x",
            "no number"),
        with(
            "csv: {types: {x: boolean}}",
            "a.csv",
            "id,x\n1,maybe\n",
            "line 2: column x",
            "no boolean"),
        with(
            "csv: {types: {x: timestamp}}",
            "a.csv",
            "id,x\n1,31.12.2025\n",
            "line 2: column x",
            "ISO 8601"),
        with("csv: {header: false, columns: [id]}", "a.csv", "1,2\n", "line 1: 2 fields where"));
  }

  static Stream<Case> others() {
    byte[] parquet = parquet();
    String ndjson = "{\"id\":1}\n".repeat(20);
    return Stream.of(
        text("a.ndjson", ndjson + "{\"id\":2\n", "a.ndjson cannot be read as NDJSON at line 2"),
        text("a.ndjson", ndjson + "nope\n" + ndjson, "NDJSON at line 21, column"),
        text("a.ndjson", "{\"id\":1,\"id\":2}\n", "at line 1, column", "duplicate"),
        bytes("a.ndjson", "{\"id\":\"ü\"}\n".getBytes(ISO_8859_1), "at line 1, column", "UTF-8"),
        bytes("a.json", "{\"id\":1}".getBytes(UTF_16), "begins as text in UTF-16"),
        text("a.json", "[{\"id\":1},{\"id\":2", "a.json cannot be read as JSON at line 1, column"),
        text("a.json", "", "a.json holds no object with named fields"),
        text("a.json", "[]", "a.json holds no object with named fields"),
        text("a.json", "[1, 2]", "a.json holds no object with named fields", "one object a line"),
        text("a.json", "\"text\"", "a.json holds no object"),
        text("a.json", "{\"\":1,\"id\":2}", "a.json holds no object with named fields"),
        bytes("a.parquet", Packed.cut(parquet, 3), "a.parquet cannot be read as Parquet", "again"),
        bytes("a.parquet", new byte[0], "a.parquet cannot be read as Parquet"),
        bytes(
            "a.parquet",
            Packed.damaged(parquet, parquet.length - 7),
            "a.parquet cannot be read as Parquet"),
        bytes(
            "a.parquet",
            Packed.cut(parquet, parquet.length / 2),
            "a.parquet cannot be read as Parquet"),
        bytes("a.csv", parquet, "a.csv cannot be read as CSV: it is a Parquet file"),
        bytes("a.csv", Packed.gzip("id\n"), "packed with gzip: its name must end in .gz"),
        bytes("a.csv", Packed.zstd("id\n"), "packed with zstd"),
        bytes("a.csv", Packed.zip("a.csv", "id\n"), "a zip archive, as Excel's files are too"),
        text("a.csv", "<!DOCTYPE html>\n<html>log in</html>", "a web page", "logged in"),
        text("a.json", "  <html>", "a web page"),
        text("a.csv", "%PDF-1.7\n", "a PDF file"),
        text("a.parquet", "id,x\n1,2\n", "a.parquet cannot be read as Parquet"),
        text("a.txt", "id,x\n1,2\n", "the name a.txt does not tell the format; set format to CSV"),
        text("a.tar.gz", "x", "no complete gzip file"));
  }

  @ParameterizedTest
  @MethodSource({"packed", "csv", "others"})
  void refuses(Case bad) {
    var pod = new PreparePod(root).file(bad.file(), bad.content());
    Failure failure = pod.failure(spec("pvc://sources/" + bad.file(), bad.more()));
    assertThat(failure.message()).startsWith("source rows: ").contains(bad.message());
    assertThat(failure.message()).hasSizeLessThan(700).doesNotContain(root.toString());
    assertThat(failure.reason()).isEqualTo(bad.reason());
    assertThat(failure.retryable()).isFalse();
  }

  private static String spec(String uri, String more) {
    return """
    sources:
    - {name: rows, uri: "%s"%s}
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(uri, more);
  }

  /** A thousand times larger than it looks; the pod would be evicted for what it unpacks to. */
  @ParameterizedTest
  @MethodSource("bombs")
  void aBombStopsAtTheScratchVolumesEnd(Case bomb) {
    var pod = new PreparePod(root).file(bomb.file(), bomb.content());
    pod.variables.put(PodPaths.SCRATCH_BYTES, "8388608");
    Failure failure = pod.failure(spec("pvc://sources/" + bomb.file(), ""));
    assertThat(failure.reason()).isEqualTo("ScratchFull");
    assertThat(failure.message())
        .contains("what is packed in pvc://sources/" + bomb.file(), "MiB that are left");
  }

  static Stream<Case> bombs() {
    byte[] zeros = new byte[32 << 20];
    return Stream.of(
        bytes("a.csv.gz", Packed.gzip(zeros)),
        bytes("a.csv.zst", Packed.zstd(zeros)),
        bytes("a.zip", Packed.zip("a.csv", zeros)));
  }

  @Test
  void mixedTypesAfterAMillionRowsAreSeen() {
    var rows = new StringBuilder("id,x\n");
    for (int i = 0; i < 1_000_000; i++) {
      rows.append(i).append(",1\n");
    }
    rows.append("1000000,late\n");
    var pod = new PreparePod(root).file("a.csv", rows.toString());
    Failure failure = pod.failure(spec("pvc://sources/a.csv", ", csv: {types: {x: integer}}"));
    assertThat(failure.message()).contains("line 1000002: column x holds \"late\"");
    pod.prepare(spec("pvc://sources/a.csv", ""));
    assertThat(pod.log).contains("1,000,001 rows");
  }
}
