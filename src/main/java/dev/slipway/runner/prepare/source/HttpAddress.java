package dev.slipway.runner.prepare.source;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address and the header that its server wants.
 *
 * @param uri where it is
 * @param header a header's name; null for none
 * @param value the header's value; only the address's own server gets it
 */
record HttpAddress(URI uri, @Nullable String header, @Nullable String value) {
  /** The address of a source. */
  static HttpAddress of(
      String source, String uri, @Nullable String header, @Nullable String value) {
    try {
      URI address = URI.create(uri);
      if (address.getHost() == null) {
        throw SourceFault.unreadable(
            source, Locations.plain(uri) + " is no address: it has no host");
      }
      return new HttpAddress(address, header, value == null ? null : value.strip());
    } catch (IllegalArgumentException e) {
      // The exception's message quotes the address, and what is secret in it.
      throw SourceFault.unreadable(
          source, Locations.plain(uri) + " is no address: write special characters as %XX");
    }
  }

  /** The address as people may read it. */
  String place() {
    return Locations.plain(uri.toString());
  }

  /** A request to this address, or to one that its server redirects to. */
  HttpRequest.Builder request(String source, URI to) {
    var builder = HttpRequest.newBuilder(to).GET();
    if (header != null && value != null && sameServer(to)) {
      try {
        builder.header(header, value);
      } catch (IllegalArgumentException e) {
        throw SourceFault.forbidden(
            source,
            "the Secret's key header, or the name "
                + header
                + ", cannot be sent as an HTTP header");
      }
    }
    return builder;
  }

  private boolean sameServer(URI other) {
    return Objects.equals(lower(uri.getScheme()), lower(other.getScheme()))
        && Objects.equals(lower(uri.getHost()), lower(other.getHost()))
        && port(uri) == port(other);
  }

  private static int port(URI address) {
    return address.getPort() >= 0
        ? address.getPort()
        : "https".equals(lower(address.getScheme())) ? 443 : 80;
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }
}
