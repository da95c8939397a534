package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that a source is: unpacked if need be, and read in its format.
 *
 * @param source the source's name
 * @param name the file's name where it came from; its endings tell packing and format
 * @param file where it lies now
 * @param format its format, when the name does not tell
 */
public record SourceFile(String source, String name, Path file, Source.@Nullable Format format) {

  /** The file's content as a relation; {@code scratch} takes what is unpacked. */
  public Relation read(Engine engine, Path scratch) throws IOException {
    SourceFile plain = unpacked(scratch);
    String path = Sql.text(plain.file().toString());
    String reader =
        switch (plain.knownFormat()) {
          case CSV -> "read_csv(" + path + ", header = true, sample_size = -1)";
          case JSON -> "read_json(" + path + ", sample_size = -1, maximum_object_size = 67108864)";
          case Parquet -> "read_parquet(" + path + ")";
        };
    try {
      return Loading.of(engine, reader);
    } catch (EngineException e) {
      throw SourceFault.unreadable(
          source, name + " cannot be read as " + plain.knownFormat() + ": " + e.getMessage());
    }
  }

  /** The SHA-256 of the file as it came. */
  public String revision() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private SourceFile unpacked(Path scratch) throws IOException {
    if (ends(".gz")) {
      Path to = scratch.resolve(source + ".unpacked");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        Files.copy(in, to);
      } catch (ZipException | java.io.EOFException e) {
        throw SourceFault.unreadable(source, name + " is no complete gzip file");
      }
      return new SourceFile(source, name.substring(0, name.length() - 3), to, format);
    }
    return ends(".zip") ? unzipped(scratch) : this;
  }

  private SourceFile unzipped(Path scratch) throws IOException {
    Path to = scratch.resolve(source + ".unpacked");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(e -> !e.isDirectory() && !e.getName().startsWith("__MACOSX/"))
              .toList();
      if (entries.size() != 1) {
        throw SourceFault.unreadable(
            source, name + " holds " + entries.size() + " files; it must hold exactly one");
      }
      try (InputStream in = zip.getInputStream(entries.getFirst())) {
        Files.copy(in, to);
      }
      return new SourceFile(source, entries.getFirst().getName(), to, format);
    } catch (ZipException e) {
      throw SourceFault.unreadable(source, name + " is no complete zip file: " + e.getMessage());
    }
  }

  private Source.Format knownFormat() {
    if (format != null) {
      return format;
    }
    if (ends(".csv") || ends(".tsv")) {
      return Source.Format.CSV;
    }
    if (ends(".json") || ends(".ndjson") || ends(".jsonl")) {
      return Source.Format.JSON;
    }
    if (ends(".parquet")) {
      return Source.Format.Parquet;
    }
    throw SourceFault.unreadable(
        source,
        "the name " + name + " does not tell the format; set format to CSV, JSON or Parquet");
  }

  private boolean ends(String ending) {
    return name.toLowerCase(Locale.ROOT).endsWith(ending);
  }
}
