package dev.slipway.search;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.MurmurHash3;

/** Chance that can be repeated: each parameter of each trial has its own. */
final class Dice {
  static RandomGenerator of(long seed, int number, String parameter) {
    byte[] text = (seed + "/" + number + "/" + parameter).getBytes(StandardCharsets.UTF_8);
    return new SplittableRandom(MurmurHash3.hash128x64(text)[0]);
  }

  private Dice() {}
}
