package dev.slipway.agent;

/** Decides by an id alone whether its request is kept, so that every agent decides the same. */
final class Sampling {
  /** Whether a share of all ids, between 0 and 1, holds this one. */
  static boolean keeps(String id, double share) {
    return (mixed(id) >>> 11) * 0x1.0p-53 < share;
  }

  /** FNV-1a over the id's characters, then the finisher of SplitMix64, which spreads short ids. */
  private static long mixed(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  private Sampling() {}
}
