package dev.slipway.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Names of classes, made comparable between models, runtimes and data files. */
public final class ClassLabel {
  private static final Comparator<String> ORDER =
      (a, b) ->
          isNumber(a) && isNumber(b)
              ? Double.compare(Double.parseDouble(a), Double.parseDouble(b))
              : a.compareTo(b);

  /**
   * One way to write a class: whole numbers without a fraction, true as 1 and false as 0; other
   * text as it is.
   */
  public static String canonical(String text) {
    if (text.equalsIgnoreCase("true")) {
      return "1";
    }
    if (text.equalsIgnoreCase("false")) {
      return "0";
    }
    if (!isNumber(text)) {
      return text;
    }
    double number = Double.parseDouble(text);
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** The positive one of a binary task's classes: the greatest; "1" when all that is seen is 0. */
  static String positive(List<String> labels, List<String> predictions) {
    var classes = new TreeSet<String>(ORDER);
    classes.addAll(labels);
    classes.addAll(predictions);
    String last = classes.last();
    return last.equals("0") ? "1" : last;
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return false;
    }
    char end = text.charAt(text.length() - 1);
    if (end != '.' && (end < '0' || end > '9')) {
      return false;
    }
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private ClassLabel() {}
}
