package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Progress;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.store.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What preparations are and what they leave behind. */
final class Preparations {
  /** A Dataset's status; an empty one when it has none. */
  static DatasetStatus status(Dataset dataset) {
    DatasetStatus status = dataset.getStatus();
    return status == null
        ? new DatasetStatus(
            null, null, null, List.of(), null, List.of(), null, null, List.of(), null, null, null,
            null, null, List.of())
        : status;
  }

  /**
   * The digest of all in a spec that a snapshot depends on: not when, with what, and over which.
   */
  static String specDigest(DatasetSpec spec) {
    return Digest.ofJson(
        new DatasetSpec(
            null,
            spec.sources(),
            spec.steps(),
            spec.label(),
            spec.task(),
            spec.expectations(),
            spec.splits(),
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  /** What the annotation that asks for a preparation says; null when it is not there. */
  static @Nullable String asked(Dataset dataset) {
    var annotations = dataset.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Slipway.REFRESH);
  }

  /** The names of all Jobs that a preparation may have. */
  static Set<String> jobs(Dataset dataset, Preparation p) {
    return IntStream.rangeClosed(1, p.attempt())
        .mapToObj(i -> DatasetTemplate.name(dataset, p.specDigest(), p.number(), i))
        .collect(Collectors.toSet());
  }

  /** The same preparation at its end. */
  static Preparation finished(Preparation p, Instant now) {
    return new Preparation(
        p.number(),
        p.attempt(),
        p.job(),
        p.specDigest(),
        p.trigger(),
        p.startedAt(),
        now.truncatedTo(ChronoUnit.SECONDS).toString(),
        null);
  }

  /** The same preparation, so far on. */
  static Preparation at(Preparation p, Progress progress) {
    return new Preparation(
        p.number(),
        p.attempt(),
        p.job(),
        p.specDigest(),
        p.trigger(),
        p.startedAt(),
        p.finishedAt(),
        progress);
  }

  /** A snapshot at a time of the operator's own clock, which dates the requests for them too. */
  static Snapshot timed(Snapshot s, String time) {
    return new Snapshot(
        s.name(),
        s.digest(),
        s.uri(),
        s.rows(),
        s.trainRows(),
        s.validationRows(),
        s.testRows(),
        s.bytes(),
        s.schemaHash(),
        s.label(),
        s.task(),
        time);
  }

  /** A snapshot in a few words. */
  static String summary(Snapshot made, int sources) {
    String validation =
        made.validationRows() == 0
            ? ""
            : String.format(Locale.ROOT, ", validation %,d", made.validationRows());
    return String.format(
        Locale.ROOT,
        "%,d rows from %d source%s (train %,d%s, test %,d)",
        made.rows(),
        sources,
        sources == 1 ? "" : "s",
        made.trainRows(),
        validation,
        made.testRows());
  }

  private Preparations() {}
}
