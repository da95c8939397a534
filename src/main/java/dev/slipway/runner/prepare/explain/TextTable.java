package dev.slipway.runner.prepare.explain;

import java.util.List;

/** Rows of text, their columns aligned; columns without any text are left out. */
final class TextTable {
  static String of(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        if (widths[i] > 0) {
          line.append("  ").append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private TextTable() {}
}
