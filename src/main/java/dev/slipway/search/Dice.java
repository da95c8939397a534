package dev.slipway.search;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.MurmurHash3;

/** Chance that can be repeated: each purpose in each trial has its own. */
final class Dice {
  static RandomGenerator of(long seed, Object... purpose) {
    var text = new StringBuilder(String.valueOf(seed));
    for (Object part : purpose) {
      text.append('/').append(part);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new SplittableRandom(MurmurHash3.hash128x64(bytes)[0]);
  }

  private Dice() {}
}
