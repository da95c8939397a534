package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.util.List;

/** A place that holds files. */
interface Place extends AutoCloseable {
  /** The files that the source's address means, in order of their paths; none is empty. */
  List<PlacedFile> files() throws IOException;

  @Override
  void close();
}
