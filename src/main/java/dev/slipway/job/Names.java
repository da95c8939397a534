package dev.slipway.job;

import org.apache.commons.codec.digest.DigestUtils;

/** Names that are made from what a thing is, so that making it twice makes one thing. */
public final class Names {
  private static final int LONGEST = 63;

  /**
   * Joins parts with dashes; a result that is too long for a label is cut and gets a hash of the
   * whole.
   */
  public static String join(String... parts) {
    String name = String.join("-", parts);
    if (name.length() <= LONGEST) {
      return name;
    }
    String hash = DigestUtils.sha256Hex(name).substring(0, 8);
    return name.substring(0, LONGEST - 9) + "-" + hash;
  }

  private Names() {}
}
