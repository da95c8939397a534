package dev.slipway.runner.prepare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.runner.prepare.PreparePod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a snapshot as a browser shows it. */
@NullUnmarked
class ReportPageTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'&{x}";
  private static final String VALUE = "</title></svg><img src=x onerror=alert(2)>";

  @TempDir static Path root;
  private static Browser browser;
  private static Snapshot snapshot;
  private static PreparePod pod;

  /** A snapshot with everything that a page can show, and its predecessor. */
  @BeforeAll
  static void prepare() {
    Assumptions.assumeTrue(
        Browser.installed() || System.getenv("CI") != null, "no chromium on this machine");
    browser = Browser.start();
    pod = new PreparePod(root);
    String spec =
        """
        sources:
        - {name: rides, uri: "pvc://sources/rides.csv"}
        - {name: zones, uri: "pvc://sources/zones.csv"}
        steps:
        - {join: {source: zones, by: [zone], type: Left}}
        label: tipped
        expectations:
        - {column: distance, between: [0, 20], severity: Warn}
        - {column: passengers, notNull: true}
        - {column: zone, inSet: [north, south, east, west], severity: Quarantine}
        splits: {by: Hash, key: [id], train: 0.7, validation: 0.1, test: 0.2}
        """;
    pod.file("zones.csv", "zone,area\nnorth,12.5\nsouth,3\neast,44\n");
    pod.current = pod.file("rides.csv", rides(4000, 1, 0)).prepare(spec);
    snapshot = pod.file("rides.csv", rides(3000, 2, 0.8)).prepare(spec);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static String rides(int rows, int seed, double shift) {
    var random = new Random(seed);
    String head =
        "id,zone,distance,fare,passengers,night,refund,\"%s\",picked_up_at,%s,tipped\n"
            .formatted(HOSTILE.replace("\"", "\"\""), "a_very_long_name_of_a_column_".repeat(12));
    return IntStream.range(0, rows)
        .mapToObj(
            i -> {
              double distance = Math.exp(random.nextGaussian() + shift);
              boolean tipped = random.nextInt(5) == 0;
              double fare = 3 + 2.5 * distance + random.nextGaussian() + (tipped ? 3 : 0);
              return "%d,%s,%.3f,%.2f,%s,%b,%d,\"%s\",2026-01-%02dT10:00:00,%d,%d"
                  .formatted(
                      i,
                      i % 700 == 3
                          ? "moon"
                          : List.of("north", "south", "east", "west").get(random.nextInt(4)),
                      distance,
                      fare,
                      random.nextInt(1, 6),
                      random.nextBoolean(),
                      tipped ? 0 : random.nextInt(1, 9),
                      random.nextInt(3) == 0 ? VALUE : "plain " + random.nextInt(15),
                      1 + random.nextInt(28),
                      random.nextInt(7),
                      tipped ? 1 : 0);
            })
        .collect(Collectors.joining("\n", head, "\n"));
  }

  private static Path page() {
    return pod.in(snapshot, Report.HTML);
  }

  @ParameterizedTest
  @CsvSource({"400, false", "400, true", "1280, false", "1280, true"})
  void fitsTheWindowAndAsksForNothing(int width, boolean dark) throws IOException {
    browser.console();
    browser.requests();
    browser.open(page(), width, dark);
    assertThat(browser.requests()).containsExactly(page().toUri().toString());
    assertThat(browser.console()).isEmpty();
    assertThat(browser.evaluate("window.innerWidth")).isEqualTo((long) width);
    assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo((long) width);
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('svg')].filter(s => { const b = s.getBoundingClientRect(); return b.width <= 0 || b.height <= 0 }).length"))
        .isEqualTo(0L);
    assertThat(browser.evaluate("document.querySelectorAll('svg.histogram').length")).isEqualTo(7L);
    assertThat(browser.evaluate("document.querySelectorAll('svg.matrix').length")).isEqualTo(1L);
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)");
    keep(width, dark);
  }

  /** Pictures for people, when somebody wants them: -Dreport.pictures=<folder>. */
  private static void keep(int width, boolean dark) throws IOException {
    String folder = System.getProperty("report.pictures");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Files.write(
          Path.of(folder, "report-%d-%s.png".formatted(width, dark ? "dark" : "light")),
          browser.picture());
    }
  }

  @Test
  void namesAndValuesAreTextAndNothingElse() {
    browser.open(page(), 1280, false);
    assertThat(browser.evaluate("document.querySelectorAll('script, img, link, iframe').length"))
        .isEqualTo(0L);
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('h3')].some(h => h.textContent === "
                    + "'<script>alert(1)</script>\"\\'&{x}')"))
        .isEqualTo(true);
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('.bars bdi')].some(h => h.textContent === "
                    + "'</title></svg><img src=x onerror=alert(2)>')"))
        .isEqualTo(true);
  }

  @Test
  void chartsHaveWords() {
    browser.open(page(), 1280, false);
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-hidden') && !(s.getAttribute('role') === 'img' && s.querySelector(':scope > title').textContent)).length"))
        .isEqualTo(0L);
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('svg.histogram > title')].map(t => t.textContent).find(t => t.includes('passengers'))"))
        .asString()
        .startsWith("Histogram of passengers from 1 to 5; most rows at ");
  }

  @Test
  void saysWhatWasFound() {
    browser.open(page(), 1280, false);
    String text = (String) browser.evaluate("document.body.innerText");
    assertThat(text)
        .contains("Snapshot " + snapshot.name() + " of ns/flights")
        .contains("Leakage", "predicts the label alone: AUC 1.000")
        .contains("Change since snapshot " + pod.current.name())
        .contains("differs from snapshot " + pod.current.name() + " in its distribution")
        .contains("pvc://sources/rides.csv", "sha256:")
        .contains("passengers not null", "3,000 of 3,000 rows pass")
        .contains("5 of 3,000 rows are set aside")
        .contains(snapshot.digest());
  }

  /** What the style sheet's policy forbids is not there: no handlers, no styles in attributes. */
  @Test
  void aStrictPolicyForbidsNothingOfIt() throws IOException {
    String html = Files.readString(page());
    assertThat(html)
        .contains("content=\"default-src 'none'; style-src 'sha256-")
        .doesNotContain(" style=", "javascript:", "<script", "url(", "http://", "@import");
    assertThat(pod.json(snapshot, "manifest.json").at("/files").findValuesAsText("path"))
        .contains(Report.JSON, Report.HTML);
  }

  @Test
  void fiveHundredColumnsStayReadable() throws IOException {
    var random = new Random(1);
    String names =
        IntStream.range(0, 498)
            .mapToObj(i -> ("measurement_" + i + "_").repeat(4))
            .collect(Collectors.joining(","));
    String rows =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    i
                        + ","
                        + i % 2
                        + ","
                        + IntStream.range(0, 498)
                            .mapToObj(c -> "" + Math.round(random.nextGaussian() * 1e4) / 1e3)
                            .collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n"));
    Snapshot wide =
        new PreparePod(root.resolve("wide"))
            .file("wide.csv", "id,y," + names + "\n" + rows + "\n")
            .prepare(
                """
                sources: [{name: wide, uri: "pvc://sources/wide.csv"}]
                label: y
                splits: {by: Hash, key: [id], train: 0.7, test: 0.3}
                """);
    Path page = new PreparePod(root.resolve("wide")).in(wide, Report.HTML);
    assertThat(Files.size(page)).isLessThan(1_000_000);
    browser.open(page, 400, false);
    assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo(400L);
    assertThat(browser.evaluate("document.querySelectorAll('.card').length")).isEqualTo(100L);
    assertThat(browser.console()).isEmpty();
  }
}
