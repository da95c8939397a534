package dev.slipway.runner.prepare.source;

import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file behind an HTTP address.
 *
 * @param source the source's name
 * @param request where it is
 * @param download how it is brought
 */
record HttpPlace(String source, HttpAddress request, HttpDownload download) implements Place {
  @Override
  public List<PlacedFile> files() {
    return List.of(
        new PlacedFile.Remote(
            request.place(),
            Locations.fileName(request.uri().toString()),
            request.uri().toString(),
            (known, to) -> download.fetch(source, request, known, to)));
  }

  @Override
  public SortedMap<String, FileRevision> revisions() throws IOException, InterruptedException {
    return new TreeMap<>(Map.of(request.place(), download.look(source, request)));
  }

  @Override
  public void close() {
    download.close();
  }
}
