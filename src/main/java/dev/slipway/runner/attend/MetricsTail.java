package dev.slipway.runner.attend;

import dev.slipway.api.TrainingProgress;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.contract.AttendTask;
import dev.slipway.runner.metrics.ReportedMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the file of metrics while it grows; a line counts when its end is written. A file that
 * became shorter was begun anew, and is read again.
 */
final class MetricsTail {
  private static final int MOST_AT_A_TIME = 4 << 20;

  private final Path file;
  private final InstantSource clock;
  private final Instant began;
  private final AttendTask.@Nullable Curve wanted;
  private @Nullable MetricCurve curve;
  private ReportedMetrics reported;
  private long position;
  private @Nullable Instant last;

  /**
   * Of a file.
   *
   * @param wanted the metric whose course is told; null for none
   */
  MetricsTail(Path file, AttendTask.@Nullable Curve wanted, InstantSource clock) {
    this.file = file;
    this.wanted = wanted;
    this.clock = clock;
    this.began = clock.instant();
    this.curve = wanted == null ? null : new MetricCurve(wanted);
    this.reported = reported();
  }

  /** Reads what is new, and tells how far the training is then. */
  synchronized TrainingProgress now() throws IOException {
    read();
    Double share = reported.progress();
    return TrainingProgressBuilder.builder()
        .percent(share == null ? null : (int) Math.floor(share * 100))
        .remainingSeconds(share == null || share == 0 ? null : remaining(share))
        .metrics(reported.last())
        .curve(curve == null ? Map.of() : curve.points())
        .reportedAt(last == null ? null : last.toString())
        .build();
  }

  private ReportedMetrics reported() {
    return wanted == null || curve == null
        ? new ReportedMetrics()
        : new ReportedMetrics(wanted.metric(), curve);
  }

  private void read() throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() < position) {
        position = 0;
        curve = wanted == null ? null : new MetricCurve(wanted);
        reported = reported();
      }
      boolean more = true;
      while (more && position < channel.size()) {
        more = take(channel);
      }
    }
  }

  /** Takes the whole lines of a piece; whether there was one. */
  private boolean take(FileChannel channel) throws IOException {
    var piece = ByteBuffer.allocate((int) Math.min(MOST_AT_A_TIME, channel.size() - position));
    channel.read(piece, position);
    int end = piece.position();
    while (end > 0 && piece.get(end - 1) != '\n') {
      end--;
    }
    if (end == 0 && piece.position() == MOST_AT_A_TIME) {
      position += MOST_AT_A_TIME; // no line of anybody's
      return true;
    }
    String lines = new String(piece.array(), 0, end, StandardCharsets.UTF_8);
    for (String line : lines.split("\n", -1)) {
      if (reported.take(line)) {
        last = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      }
    }
    position += end;
    return end > 0;
  }

  private long remaining(double share) {
    double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
    return Math.round(seconds * (1 - share) / share);
  }
}
