package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A way in which a single file is packed. */
interface Compression {
  /** Those that are known. */
  List<Compression> ALL = List.of(new Gzip(), new Zstd(), new Zip());

  /** Where unpacked bytes go. */
  interface Target {
    OutputStream open() throws IOException;
  }

  /** The ending of a packed file's name, with its dot. */
  String ending();

  /**
   * Unpacks a file.
   *
   * @param name the packed file's name, for messages
   * @return the name of what was in it; its ending tells the format
   */
  String unpack(String source, String name, Path packed, Target to) throws IOException;

  /** The way that a file's name tells; null when it is not packed. */
  static @Nullable Compression of(String name) {
    return ALL.stream()
        .filter(c -> name.toLowerCase(Locale.ROOT).endsWith(c.ending()))
        .findFirst()
        .orElse(null);
  }

  /** The name without the ending. */
  default String inner(String name) {
    return name.substring(0, name.length() - ending().length());
  }
}
