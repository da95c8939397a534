package dev.slipway.runner.prepare.insight;

/** What rows are counted by. */
interface Grouped {
  /** The expression of a row's value, over the columns of a sample. */
  String value();

  /** The expression of a row's group, given the name of a column that holds its value. */
  String group(String column);

  /** The value itself; it must not be missing. */
  static Grouped plain(String value) {
    return new Grouped() {
      @Override
      public String value() {
        return value;
      }

      @Override
      public String group(String column) {
        return column;
      }
    };
  }
}
