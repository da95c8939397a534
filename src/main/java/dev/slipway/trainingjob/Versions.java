package dev.slipway.trainingjob;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How ModelVersions are numbered, and found again. */
final class Versions {
  private static final Pattern NAME = Pattern.compile("(.+)-v([1-9][0-9]{0,17})");

  /** The version that was made from inputs, if there is one; of several the highest. */
  static Optional<ModelVersion> madeFrom(String digest, String model, List<ModelVersion> versions) {
    return versions.stream()
        .filter(version -> version.getSpec().model().equals(model))
        .filter(version -> version.getMetadata().getDeletionTimestamp() == null)
        .filter(version -> digest.equals(annotation(version, Slipway.INPUTS)))
        .max((a, b) -> Long.compare(a.getSpec().version(), b.getSpec().version()));
  }

  /** The version that a run has made, if it has made one. */
  static Optional<ModelVersion> madeBy(String run, List<ModelVersion> versions) {
    return versions.stream()
        .filter(version -> run.equals(annotation(version, Slipway.MADE_BY)))
        .findFirst();
  }

  /**
   * The next free number: above every version that there is, and every one that was given out, so
   * that the number of a deleted version does not come back.
   */
  static long next(String model, List<ModelVersion> versions, @Nullable Long last) {
    long highest = last == null ? 0 : last;
    for (ModelVersion version : versions) {
      String name = version.getMetadata().getName();
      if (version.getSpec().model().equals(model)) {
        highest = Math.max(highest, version.getSpec().version());
      }
      Matcher named = NAME.matcher(name);
      if (named.matches() && named.group(1).equals(model)) {
        highest = Math.max(highest, Long.parseLong(named.group(2)));
      }
    }
    return highest + 1;
  }

  /** The name of a version. */
  static String name(String model, long number) {
    return model + "-v" + number;
  }

  /** The model that a version's name is of; the whole name when it has another form. */
  static String model(String name) {
    Matcher named = NAME.matcher(name);
    return named.matches() ? named.group(1) : name;
  }

  private static @Nullable String annotation(ModelVersion version, String name) {
    return version.getMetadata().getAnnotations() == null
        ? null
        : version.getMetadata().getAnnotations().get(name);
  }

  private Versions() {}
}
