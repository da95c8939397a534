package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.util.List;

/** A place that holds files. */
interface Place extends AutoCloseable {
  /** The files that the source's address means, in order of their paths; none is empty. */
  List<PlacedFile> files() throws IOException;

  /** The folder that the address fixes, before any pattern; empty or with a slash at its end. */
  default String folder() {
    return "";
  }

  @Override
  void close();
}
