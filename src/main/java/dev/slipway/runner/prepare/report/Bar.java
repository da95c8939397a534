package dev.slipway.runner.prepare.report;

/**
 * One line of a bar chart.
 *
 * @param name what it is of
 * @param width of 100
 * @param value in words
 */
public record Bar(String name, String width, String value) {
  static Bar of(String name, double share, String value) {
    return new Bar(Figures.name(name), Figures.length(100 * Math.clamp(share, 0, 1)), value);
  }
}
