package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.api.Source;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.store.SnapshotManifest.OriginFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a source as one table: brought, unpacked, and read in their format.
 *
 * @param cache what was brought before
 */
record FileSource(Engine engine, Scratch scratch, FileCache cache, Source source) {
  /** The manifest lists every file, and one that lists more would be of no use. */
  private static final int MOST = 10_000;

  private static final Pattern PATTERN = Pattern.compile("[*?\\[{]");

  /** A file that can be read in its format. */
  private record Ready(DataFile data, Brought brought, Source.Format format) {}

  /**
   * Loads them.
   *
   * @param location where they are, as people may read it
   */
  Loaded load(Place place, String location) throws IOException, InterruptedException {
    ExecutorService hashing = Executors.newSingleThreadExecutor();
    try {
      return load(place, location, hashing);
    } finally {
      hashing.shutdownNow();
    }
  }

  private Loaded load(Place place, String location, ExecutorService hashing)
      throws IOException, InterruptedException {
    List<PlacedFile> files = place.files();
    if (files.size() > MOST) {
      throw SourceFault.unreadable(
          source.name(),
          "%s means %,d files; at most %,d are read, so write fewer and larger ones"
              .formatted(location, files.size(), MOST));
    }
    List<String> partitions = Partitions.of(source, files);
    Path folder = scratch.folder(source.name());
    var ready = new ArrayList<Ready>();
    for (int i = 0; i < files.size(); i++) {
      ready.add(ready(files.get(i), folder.resolve(partitions.get(i)), i, hashing));
    }
    Source.Format format = ready.getFirst().format();
    for (Ready one : ready) {
      if (one.format() != format) {
        throw SourceFault.unreadable(
            source.name(),
            "%s is %s and %s is %s; one source has files of one format, so make two and unite them with a union step"
                .formatted(
                    ready.getFirst().data().name(), format, one.data().name(), one.format()));
      }
    }
    List<DataFile> data = ready.stream().map(Ready::data).toList();
    engine.packText(!scratch.has(stored(data, format)));
    Relation relation = FileFormat.reader(format).read(engine, new FileFormat.Input(source, data));
    var origins = new ArrayList<OriginFile>();
    for (Ready one : ready) {
      origins.add(one.brought().origin());
    }
    Brought.checkUnchanged(source.name(), files);
    scratch.remove(folder);
    return new Loaded(relation, location, Brought.revision(origins), null, origins);
  }

  /** How much disk the rows and what is made of them may take, unpacked, in bytes. */
  private static long stored(List<DataFile> files, Source.Format format) throws IOException {
    long bytes = 0;
    for (DataFile file : files) {
      bytes += Files.size(file.path());
    }
    // Twice the size of text, two tables at a time; Parquet is packed as such.
    return bytes * (format == Source.Format.Parquet ? 16 : 4);
  }

  private Ready ready(PlacedFile file, Path folder, int number, ExecutorService hashing)
      throws IOException, InterruptedException {
    String path = file.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    Brought brought = Brought.of(file, folder.resolve(number + ".file"), cache, hashing);
    Path at = plain(brought.at(), folder, number);
    DataFile data = unpacked(new DataFile(file.location(), name, at), folder, number);
    Source.Format format = FileFormat.of(source, data);
    check(data, format);
    return new Ready(transcoded(data, folder, number), brought, format);
  }

  /** The engine would take some names for patterns. */
  private static Path plain(Path file, Path folder, int number) throws IOException {
    if (!PATTERN.matcher(file.toString()).find()) {
      return file;
    }
    Files.createDirectories(folder);
    return Files.createSymbolicLink(folder.resolve(number + ".link"), file.toAbsolutePath());
  }

  private DataFile unpacked(DataFile file, Path folder, int number) throws IOException {
    Compression compression = Compression.of(file.fileName());
    if (compression == null) {
      return file;
    }
    Path to = folder.resolve(number + ".unpacked");
    String inner =
        compression.unpack(
            source.name(),
            file.name(),
            file.path(),
            () -> scratch.create(source.name(), "what is packed in " + file.name(), to));
    if (file.path().startsWith(folder)) {
      Files.delete(file.path());
    }
    return new DataFile(file.name(), inner, to);
  }

  private void check(DataFile file, Source.Format format) throws IOException {
    String meaning = FileSignature.meaning(file.path(), format == Source.Format.Parquet);
    if (meaning != null) {
      throw SourceFault.unreadable(
          source.name(), file.name() + " cannot be read as " + format + ": it is " + meaning);
    }
  }

  private DataFile transcoded(DataFile file, Path folder, int number) throws IOException {
    CsvOptions csv = source.csv();
    Charset charset = charset(csv == null ? null : csv.encoding());
    if (charset.equals(StandardCharsets.UTF_8)) {
      Transcoding.checkMark(source.name(), file);
      return file;
    }
    Path to = folder.resolve(number + ".utf8");
    Transcoding.toUtf8(
        source.name(), file, charset, scratch.create(source.name(), file.name(), to));
    if (file.path().startsWith(folder)) {
      Files.delete(file.path());
    }
    return new DataFile(file.name(), file.fileName(), to);
  }

  private Charset charset(@Nullable String name) {
    return name == null ? StandardCharsets.UTF_8 : Transcoding.charset(source.name(), name);
  }
}
