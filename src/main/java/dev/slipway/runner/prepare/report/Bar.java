package dev.slipway.runner.prepare.report;

/**
 * One line of a bar chart.
 *
 * @param name what it is of
 * @param width of 100
 * @param value in words
 */
public record Bar(String name, String width, String value) {
  private static final int LONGEST = 60;

  static Bar of(String name, double share, String value) {
    return new Bar(
        Figures.cut(name, LONGEST), Figures.length(100 * Math.clamp(share, 0, 1)), value);
  }
}
