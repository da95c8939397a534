package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file's first bytes say it is, where that is not text that could be data. */
enum FileSignature {
  PARQUET("a Parquet file: set format: Parquet", 'P', 'A', 'R', '1'),
  GZIP("packed with gzip: its name must end in .gz", 0x1f, 0x8b),
  ZSTD("packed with zstd: its name must end in .zst", 0x28, 0xb5, 0x2f, 0xfd),
  ZIP(
      "a zip archive, as Excel's files are too: save it as CSV, or end its name in .zip",
      'P',
      'K',
      3,
      4),
  BZIP2("packed with bzip2: pack it with gzip or zstd", 'B', 'Z', 'h'),
  XZ("packed with xz: pack it with gzip or zstd", 0xfd, '7', 'z', 'X', 'Z', 0),
  EXCEL("an old Excel file: save it as CSV", 0xd0, 0xcf, 0x11, 0xe0),
  AVRO("an Avro file: write it as Parquet", 'O', 'b', 'j', 1),
  ORC("an ORC file: write it as Parquet", 'O', 'R', 'C'),
  PDF("a PDF file: save its table as CSV", '%', 'P', 'D', 'F', '-'),
  SQLITE("an SQLite database: export the table as CSV", 'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f');

  private static final List<String> PAGES = List.of("<!doctype", "<html", "<?xml");
  private static final int LONGEST = 64;

  private final String meaning;
  private final byte[] start;

  FileSignature(String meaning, int... start) {
    this.meaning = meaning;
    this.start = new byte[start.length];
    for (int i = 0; i < start.length; i++) {
      this.start[i] = (byte) start[i];
    }
  }

  /** What a file is, and what to do; null when nothing is known. */
  static @Nullable String meaning(Path file, boolean parquet) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(LONGEST);
    }
    for (FileSignature signature : values()) {
      int length = signature.start.length;
      if (head.length >= length
          && Arrays.equals(head, 0, length, signature.start, 0, length)
          && !(parquet && signature == PARQUET)) {
        return signature.meaning;
      }
    }
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    return PAGES.stream().anyMatch(text::startsWith)
        ? "a web page or XML: look at the address, it may want to be logged in to"
        : null;
  }
}
