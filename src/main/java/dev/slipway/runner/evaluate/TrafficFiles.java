package dev.slipway.runner.evaluate;

import dev.slipway.store.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Captured lines or labels of a span of time, brought together in one local file.
 *
 * @param store the store's root
 * @param say where progress is told
 */
record TrafficFiles(ObjectStore store, Consumer<String> say) {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Beyond this many hours it is cheaper to list everything once. */
  private static final int MOST_LISTINGS = 200;

  /**
   * Brings all lines of the hours from one moment to another; both of their hours are included, and
   * the one after, because a file lies where its last line was written. A file that was cut short
   * gives what can be read of it.
   *
   * @param folder captures or feedback of a Deployment
   * @param to the local file
   */
  void bring(String folder, Instant from, Instant until, Path to) throws IOException {
    List<String> files = files(folder, from, until);
    int torn = 0;
    try (OutputStream out = Files.newOutputStream(to)) {
      for (String file : files) {
        try (InputStream in = new GZIPInputStream(store.stream(file))) {
          in.transferTo(out);
        } catch (EOFException | ZipException e) {
          torn++;
        }
        out.write('\n');
      }
    }
    say.accept(
        "%s: %d files%s"
            .formatted(folder, files.size(), torn == 0 ? "" : ", " + torn + " of them cut short"));
  }

  private List<String> files(String folder, Instant from, Instant until) {
    Instant first = from.truncatedTo(ChronoUnit.HOURS);
    Instant last = until.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    var files = new ArrayList<String>();
    if (Duration.between(first, last).toHours() > MOST_LISTINGS) {
      String lowest = folder + "/" + HOUR.format(first);
      String highest = folder + "/" + HOUR.format(last) + "/~";
      store.list(folder).stream()
          .filter(file -> file.compareTo(lowest) >= 0 && file.compareTo(highest) <= 0)
          .forEach(files::add);
    } else {
      for (Instant hour = first; !hour.isAfter(last); hour = hour.plus(Duration.ofHours(1))) {
        files.addAll(store.list(folder + "/" + HOUR.format(hour)));
      }
    }
    return files.stream().filter(file -> file.endsWith(".ndjson.gz")).toList();
  }
}
