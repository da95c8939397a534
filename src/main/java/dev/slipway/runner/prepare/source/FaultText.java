package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.EngineException;
import java.util.List;

/** What the engine says of content that it cannot read, short enough for a condition. */
final class FaultText {
  private static final int LONGEST = 200;

  /** Whether it is the content's fault, and not that of memory or disk. */
  static boolean ofContent(EngineException fault) {
    return !List.of("OutOfMemory", "ScratchFull").contains(fault.reason());
  }

  /** The first line, without the kind of error that it begins with. */
  static String firstLine(String text) {
    return shortened(
        text.lines().findFirst().orElse("").replaceFirst("^[A-Z][A-Za-z ]* Error: ", "").strip());
  }

  /** A text that is cut when it is long. */
  static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private FaultText() {}
}
