package dev.slipway.runner.prepare.engine;

import dev.slipway.api.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far a preparation is. Its phases have fixed shares, about those of the benchmark: sources 30
 * %, steps 25 %, splits and checks 20 %, the files 25 %. Within a phase the parts count alike, and
 * within a part the engine tells how much of its statement it has done. The percentage never goes
 * back.
 */
public final class PrepareProgress {
  /** A part of the work. */
  public enum Phase {
    SOURCES(0, 30),
    STEPS(30, 55),
    SPLITS_AND_CHECKS(55, 75),
    FILES(75, 100);

    private final double from;
    private final double to;

    Phase(double from, double to) {
      this.from = from;
      this.to = to;
    }
  }

  /** Before that much is done, nobody can say how long the rest takes. */
  private static final double TELLING = 5;

  private final InstantSource clock;
  private final DoubleSupplier statement;
  private final Instant began;
  private String doing = "starting";
  private double from;
  private double to;
  private double reached;
  private long rows;

  /**
   * At the beginning.
   *
   * @param statement how much of the present statement is done, 0 to 1
   */
  PrepareProgress(InstantSource clock, DoubleSupplier statement) {
    this.clock = clock;
    this.statement = statement;
    this.began = clock.instant();
  }

  /**
   * A part begins.
   *
   * @param doing what is done, for people
   * @param part which one of its phase, from 0
   * @param parts how many its phase has
   */
  public synchronized void at(Phase phase, String doing, int part, int parts) {
    double share = (phase.to - phase.from) / Math.max(1, parts);
    this.doing = doing;
    this.from = phase.from + share * part;
    this.to = from + share;
  }

  /** So many rows more were read. */
  public synchronized void read(long more) {
    rows += more;
  }

  /** How far it is now. */
  public synchronized Progress now() {
    reached = Math.max(reached, from + (to - from) * Math.clamp(statement.getAsDouble(), 0, 1));
    double seconds = Math.max(0.001, Duration.between(began, clock.instant()).toMillis() / 1000.0);
    @Nullable Long remaining =
        reached < TELLING ? null : Math.round(seconds * (100 - reached) / reached);
    return new Progress(
        (int) reached,
        doing,
        rows == 0 ? null : rows,
        rows == 0 ? null : Math.round(rows / seconds),
        remaining);
  }
}
