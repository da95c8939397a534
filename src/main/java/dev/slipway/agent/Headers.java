package dev.slipway.agent;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers a proxy passes on: RFC 9110, section 7.6.1. */
final class Headers {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Copies what is meant for the other end. */
  static void copy(MultiMap from, MultiMap to, Set<String> except) {
    Set<String> named = named(from);
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name) && !except.contains(name) && !named.contains(name)) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  /** The length of a body: 0 for none, -1 for one of unknown length. */
  static long length(MultiMap headers) {
    if (headers.contains("transfer-encoding")) {
      return -1;
    }
    String length = headers.get("content-length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Set<String> named(MultiMap headers) {
    if (!headers.contains("connection")) {
      return Set.of();
    }
    var names = new HashSet<String>();
    for (String value : headers.getAll("connection")) {
      for (String name : value.split(",")) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private Headers() {}
}
