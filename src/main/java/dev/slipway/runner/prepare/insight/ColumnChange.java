package dev.slipway.runner.prepare.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.profile.ColumnComparison;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Psi;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One column's train part beside that of the last snapshot.
 *
 * @param column its name
 * @param psi the population stability index over the bins of the last snapshot, see {@link Psi};
 *     null for columns without bins
 * @param bound above which it counts as changed
 * @param missingBefore the share of missing values in the last snapshot
 * @param missing and now
 * @param minBefore least number in the last snapshot, and so on; null for categories
 * @param unseen the share of values that the last snapshot did not have; null when it did not list
 *     all that it had
 * @param added categories that are new, at most 20
 * @param removed categories that are gone, at most 20
 * @param missingRose whether more values are missing than chance explains, by at least 5 % of rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnChange(
    String column,
    @Nullable Double psi,
    @Nullable Double bound,
    double missingBefore,
    double missing,
    @Nullable Double minBefore,
    @Nullable Double min,
    @Nullable Double meanBefore,
    @Nullable Double mean,
    @Nullable Double maxBefore,
    @Nullable Double max,
    @Nullable Double unseen,
    List<String> added,
    List<String> removed,
    boolean missingRose) {
  /** A large change by convention; 0.1 is a moderate one (S. Lewis 1994, N. Siddiqi 2006). */
  static final double LARGE = 0.25;

  private static final double MISSING_ROSE = 0.05;
  private static final double MANY_UNSEEN = 0.01;
  private static final int MOST_LISTED = 20;

  /** Whether its distribution is another one. */
  public boolean drifted() {
    return psi != null && bound != null && psi > bound;
  }

  /** Whether a person should know. */
  public boolean notable() {
    return drifted() || missingRose || (unseen != null && unseen >= MANY_UNSEEN);
  }

  /**
   * Compares.
   *
   * @param counts rows of the train part in the bins of the snapshot before; null without bins
   * @param columns how many columns are compared
   */
  static ColumnChange of(
      ColumnProfile before,
      ColumnProfile now,
      long rowsBefore,
      long rows,
      long @Nullable [] counts,
      int columns) {
    double missingBefore = share(before.nulls(), rowsBefore);
    double missing = share(now.nulls(), rows);
    ColumnComparison found = counts == null ? null : ColumnComparison.of(before, counts, columns);
    return new ColumnChange(
        now.name(),
        found == null ? null : (Double) found.psi().value(),
        found == null ? null : (Double) found.psi().floor(LARGE, columns),
        missingBefore,
        missing,
        before.min(),
        now.min(),
        before.mean(),
        now.mean(),
        before.max(),
        now.max(),
        found == null ? null : found.unseen(),
        missing(now.categories(), before),
        missing(before.categories(), now),
        missing - missingBefore >= MISSING_ROSE
            && (found == null || found.nullIncrease() > found.nullChance()));
  }

  /** What one list has and a profile does not; nothing when the profile does not list all. */
  private static List<String> missing(@Nullable List<String> categories, ColumnProfile profile) {
    List<String> known = profile.categories();
    if (categories == null || known == null || profile.unlisted() > 0) {
      return List.of();
    }
    Set<String> set = new HashSet<>(known);
    return categories.stream().filter(c -> !set.contains(c)).limit(MOST_LISTED).toList();
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
