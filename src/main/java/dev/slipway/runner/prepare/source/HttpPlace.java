package dev.slipway.runner.prepare.source;

import java.util.List;

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
  public void close() {
    download.close();
  }
}
