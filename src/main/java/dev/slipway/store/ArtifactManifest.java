package dev.slipway.store;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model's {@code artifact.json}; it is written last, so a model that has one is whole.
 *
 * @param digest over the files, see {@link #digest}
 * @param files every file below {@link #FILES}, by its path there
 */
public record ArtifactManifest(String digest, List<StoredFile> files) {
  /** Its name in the artifact's folder. */
  public static final String NAME = "artifact.json";

  /** The folder of the model's files, in the artifact's folder. */
  public static final String FILES = "files";

  public ArtifactManifest {
    files = files == null ? List.of() : List.copyOf(files);
  }

  /** The SHA-256 of what {@code sha256sum} prints for the files in order of their paths. */
  public static String digest(List<StoredFile> files) {
    return Digest.ofText(
        files.stream()
            .sorted(Comparator.comparing(StoredFile::path))
            .map(file -> file.sha256() + "  " + file.path() + "\n")
            .collect(Collectors.joining()));
  }
}
