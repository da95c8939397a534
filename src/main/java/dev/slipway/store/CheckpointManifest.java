package dev.slipway.store;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a checkpoint consists of: {@code <number>.json} in the folder of a run's checkpoints. It is
 * written after all of its files, so a checkpoint that has one is whole. Files are named by their
 * digests, so none is ever written over.
 *
 * @param number counts a run's checkpoints, from 1
 * @param savedAt when it was whole in the store (RFC 3339)
 * @param files its files, by their paths in the checkpoint folder
 */
public record CheckpointManifest(int number, String savedAt, List<StoredFile> files) {
  /** The folder of all checkpoints' files; each is named by its SHA-256. */
  public static final String FILES = "files";

  private static final Pattern NAME = Pattern.compile("([0-9]{6})\\.json");

  public CheckpointManifest {
    files = files == null ? List.of() : List.copyOf(files);
  }

  /** How many bytes its files have. */
  public long bytes() {
    return StoredFile.total(files);
  }

  /** The name of a checkpoint's manifest. */
  public static String name(int number) {
    return String.format(Locale.ROOT, "%06d.json", number);
  }

  /** The checkpoint that a manifest of this name is of; none when it is no manifest's name. */
  public static OptionalInt number(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Where the content of a file lies. */
  public static String content(StoredFile file) {
    return FILES + "/" + file.sha256();
  }
}
