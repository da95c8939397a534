package dev.slipway.job;

import org.apache.commons.codec.digest.DigestUtils;

/** Names that are made from what a thing is, so that making it twice makes one thing. */
public final class Names {
  /** A label may have 63 characters; Kubernetes adds a dash and a rank to the names of pods. */
  private static final int LONGEST = 58;

  /**
   * Joins parts with dashes; a result that is too long for a pod's host name is cut and gets a hash
   * of the whole.
   */
  public static String join(String... parts) {
    return cut(String.join("-", parts), LONGEST);
  }

  /**
   * A name of at most so many characters; one that is longer is cut and gets a hash of the whole.
   */
  public static String cut(String name, int longest) {
    if (name.length() <= longest) {
      return name;
    }
    String hash = DigestUtils.sha256Hex(name).substring(0, 8);
    return name.substring(0, longest - 9) + "-" + hash;
  }

  private Names() {}
}
