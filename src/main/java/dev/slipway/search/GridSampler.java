package dev.slipway.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every point of a grid once, in its order: a trial's number is that of its point. */
public final class GridSampler implements Sampler {
  private final Grid grid;

  /** Over a grid. */
  public GridSampler(Grid grid) {
    this.grid = grid;
  }

  @Override
  public Optional<Map<String, String>> next(List<Trial> history, int number) {
    return number < grid.size() ? Optional.of(grid.point(number)) : Optional.empty();
  }
}
