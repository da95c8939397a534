package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import java.util.ArrayList;
import java.util.List;

/** The parts of a snapshot. */
public final class Part {
  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  /**
   * One part's place among the shares, which go from 0 to 1.
   *
   * @param name the part
   * @param end where its share ends
   */
  record Share(String name, double end) {}

  /**
   * The parts that have a share, in order; the last one ends at 1, so that rounding loses no row.
   */
  static List<Share> shares(Splits splits) {
    Double given = splits.validation();
    double validation = given == null ? 0 : given;
    var shares = new ArrayList<Share>();
    if (splits.train() > 0) {
      shares.add(new Share(TRAIN, splits.train()));
    }
    if (validation > 0) {
      shares.add(new Share(VALIDATION, splits.train() + validation));
    }
    if (splits.test() > 0) {
      shares.add(new Share(TEST, 1));
    }
    Share last = shares.removeLast();
    shares.add(new Share(last.name(), 1));
    return shares;
  }

  private Part() {}
}
