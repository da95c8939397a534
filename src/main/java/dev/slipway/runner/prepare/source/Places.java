package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.api.Source.ObjectStoreOptions;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.store.BucketAddress;
import dev.slipway.store.BucketReader;
import dev.slipway.store.StoreException;
import dev.slipway.store.StoreUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Opens the place that a source of files names.
 *
 * @param pause between attempts to download
 * @param stall after so long without an answer a server is given up
 */
record Places(PodContext pod, Scratch scratch, Duration pause, Duration stall) {

  /** The place. */
  Place open(Source source) {
    Source.ConfigMapKey configMap = source.configMap();
    if (configMap != null) {
      Path mount = pod.path(PodPaths.SOURCES).resolve(source.name());
      String address = VolumePlace.CONFIG_MAP + configMap.name() + "/";
      return new VolumePlace(source.name(), address, mount, configMap.key());
    }
    String uri = uri(source);
    String claim = StoreUri.claim(uri);
    if (claim != null) {
      Path mount = pod.path(StoreUri.VOLUMES + "/" + claim);
      String address = "pvc://" + claim + "/";
      return new VolumePlace(source.name(), address, mount, uri.substring(address.length()));
    }
    Map<String, String> credentials = SourceCredentials.of(source, pod.variables());
    BucketAddress bucket = BucketAddress.of(uri);
    if (bucket != null) {
      return bucket(source, bucket, credentials);
    }
    var address =
        HttpAddress.of(
            source.name(), uri, source.header(), credentials.get(SourceCredentials.HEADER));
    return new HttpPlace(source.name(), address, new HttpDownload(scratch, pause, stall));
  }

  /** The address as people may read it. */
  String location(Source source) {
    Source.ConfigMapKey configMap = source.configMap();
    if (configMap != null) {
      return VolumePlace.CONFIG_MAP + configMap.name() + "/" + configMap.key();
    }
    String uri = uri(source);
    // Only HTTP addresses have queries; elsewhere a question mark is part of a pattern.
    return uri.startsWith("http") ? Locations.plain(uri) : uri;
  }

  private Place bucket(Source source, BucketAddress address, Map<String, String> credentials) {
    ObjectStoreOptions options = source.objectStore();
    try {
      var settings =
          address.settings(
              options == null ? null : options.endpoint(),
              options == null ? null : options.region(),
              credentials,
              options != null && Boolean.TRUE.equals(options.anonymous()));
      return new BucketPlace(
          source.name(), address, BucketReader.open(address, settings, stall), scratch, path -> {});
    } catch (StoreException e) {
      throw SourceFault.of(source.name(), e);
    }
  }

  private static String uri(Source source) {
    return Objects.requireNonNull(source.uri());
  }
}
