package dev.slipway.runner.prepare.source;

import java.util.regex.Pattern;

/** Addresses as people may read them. */
public final class Locations {
  private static final Pattern USER = Pattern.compile("//[^/@]*@");
  private static final Pattern QUERY = Pattern.compile("[?#;].*");

  /** An address without user, query and fragment, where passwords and signatures stand. */
  public static String plain(String uri) {
    return QUERY.matcher(USER.matcher(uri).replaceFirst("//")).replaceFirst("");
  }

  /** The last part of an address's path. */
  public static String fileName(String uri) {
    String path = plain(uri);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Locations() {}
}
