package dev.slipway.runner.prepare.engine;

import dev.slipway.runner.RunnerException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** A statement that DuckDB refused, with the reason that a condition will carry. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  /** Where DuckDB begins to quote the statement or to list every function that it has. */
  private static final Pattern TAIL =
      Pattern.compile("\\n+\\s*(LINE \\d+:|Candidate functions|Candidate macros)[\\s\\S]*");

  private static final Pattern NO_COLUMN =
      Pattern.compile(
          "[Rr]eferenced column|column .* (not found|does not exist)|Candidate bindings");
  private static final Pattern TYPES =
      Pattern.compile(
          "^(Conversion|Out of Range|Mismatch Type|Invalid Type)"
              + "|No function matches|[Cc]annot compare|[Cc]annot combine|[Uu]nimplemented type for cast"
              + "|Could not convert|explicit type cast");

  private final String reason;

  public EngineException(SQLException cause) {
    super(text(cause), cause);
    String all = String.valueOf(cause.getMessage());
    if (all.contains("No space left") || all.contains("failed to offload")) {
      reason = "ScratchFull";
    } else if (all.startsWith("Out of Memory")) {
      reason = "OutOfMemory";
    } else if (TYPES.matcher(all).find()) {
      reason = "TypeMismatch";
    } else if (NO_COLUMN.matcher(all).find()) {
      reason = "ColumnMissing";
    } else {
      reason = "StepFailed";
    }
  }

  /** OutOfMemory, ScratchFull, TypeMismatch, ColumnMissing or StepFailed. */
  public String reason() {
    return reason;
  }

  /** The same as the end of the preparation, with where it happened before it. */
  public RunnerException at(String where) {
    return new RunnerException(reason, where + ": " + getMessage(), false);
  }

  private static String text(SQLException cause) {
    String all = String.valueOf(cause.getMessage());
    String text = TAIL.matcher(all).replaceFirst("").strip().replaceAll("\\s+", " ");
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
