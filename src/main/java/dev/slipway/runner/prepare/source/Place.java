package dev.slipway.runner.prepare.source;

import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** A place that holds files. */
interface Place extends AutoCloseable {
  /** The files that the source's address means, in order of their paths; none is empty. */
  List<PlacedFile> files() throws IOException;

  /** What these files are now, by their addresses, without reading them. */
  SortedMap<String, FileRevision> revisions() throws IOException, InterruptedException;

  /** The folder that the address fixes, before any pattern; empty or with a slash at its end. */
  default String folder() {
    return "";
  }

  @Override
  void close();
}
