package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.api.Source;
import dev.slipway.runner.Folders;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.store.SnapshotManifest.OriginFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * The files of a source that is not read: each is a row with its path and bytes, and is kept for
 * transforms. Of an archive it is the files in it; what is packed otherwise stays so, since there
 * are formats of that kind.
 *
 * @param cache what was brought before
 * @param kept the folder that the files are kept in
 */
record WholeFiles(Engine engine, Scratch scratch, FileCache cache, Source source, Path kept) {
  static final String PATH = "path";
  static final String BYTES = "bytes";

  /** The manifest lists each. */
  private static final int MOST_PLACED = 100_000;

  private static final int MOST = 1_000_000;
  private static final String ARCHIVE = ".zip";

  /**
   * A file that is kept.
   *
   * @param path below the folder
   * @param whole with the folders before it, which may be partitions
   */
  private record Kept(String path, String whole, long bytes) {}

  /**
   * Loads them.
   *
   * @param location where they are, as people may read it
   */
  Loaded load(Place place, String location) throws IOException, InterruptedException {
    List<PlacedFile> files = place.files();
    if (files.size() > MOST_PLACED) {
      throw tooMany(location, MOST_PLACED, "pack them into .zip archives");
    }
    Folders.clear(kept);
    Files.createDirectories(kept);
    Path folder = scratch.folder(source.name());
    var origins = new ArrayList<OriginFile>();
    var all = new ArrayList<Kept>();
    String fixed = place.folder();
    for (PlacedFile file : files) {
      Brought brought = Brought.of(file, folder.resolve("brought"), cache, Runnable::run);
      origins.add(brought.origin());
      String path = file.path().substring(fixed.length());
      if (path.toLowerCase(Locale.ROOT).endsWith(ARCHIVE)) {
        unpack(file, brought.at(), files.size() == 1 ? "" : path + "/", all);
        Files.deleteIfExists(folder.resolve("brought"));
      } else {
        keep(file, brought.at(), path, all);
      }
    }
    if (all.isEmpty()) {
      throw SourceFault.unreadable(source.name(), location + " holds no file");
    }
    Brought.checkUnchanged(source.name(), files);
    scratch.remove(folder);
    return new Loaded(table(all), location, Brought.revision(origins), null, origins);
  }

  private void unpack(PlacedFile file, Path archive, String before, List<Kept> all)
      throws IOException {
    var names = new ArrayList<String>();
    Zip.unpackAll(
        source.name(),
        file.location(),
        archive,
        name -> {
          if (all.size() + names.size() == MOST) {
            throw tooMany(file.location(), MOST, "divide them among several Datasets");
          }
          names.add(name);
          return create(before + name, file.location() + "/" + name);
        });
    for (String name : names) {
      add(before + name, file.path() + "/" + name, all);
    }
  }

  private void keep(PlacedFile file, Path at, String path, List<Kept> all) throws IOException {
    if (file instanceof PlacedFile.Remote) {
      Path to = free(path, file.location());
      Files.createDirectories(Objects.requireNonNull(to.getParent()));
      Files.move(at, to);
    } else {
      try (OutputStream out = create(path, file.location())) {
        Files.copy(at, out);
      }
    }
    add(path, file.path(), all);
  }

  private void add(String path, String whole, List<Kept> all) throws IOException {
    Path at = at(path, path);
    all.add(new Kept(kept.relativize(at).toString(), whole, Files.size(at)));
  }

  private OutputStream create(String path, String name) throws IOException {
    return scratch.create(source.name(), name, free(path, name));
  }

  /** Where a file goes, when there is neither a file nor a folder, and no file above it. */
  private Path free(String path, String name) {
    Path at = at(path, name);
    boolean taken = Files.exists(at);
    for (Path above = at.getParent();
        above != null && !above.equals(kept);
        above = above.getParent()) {
      taken |= Files.isRegularFile(above);
    }
    if (taken) {
      throw twice(name);
    }
    return at;
  }

  private RuntimeException twice(String name) {
    return SourceFault.unreadable(
        source.name(),
        name + " has the path of another file, or of a folder; give files paths of their own");
  }

  private RuntimeException tooMany(String name, int most, String advice) {
    return SourceFault.unreadable(
        source.name(),
        String.format(Locale.ROOT, "%s means more than %,d files; %s", name, most, advice));
  }

  /** Names of objects in a bucket may be anything. */
  private Path at(String path, String name) {
    try {
      Path at = kept.resolve(path).normalize();
      if (at.startsWith(kept) && !at.equals(kept)) {
        return at;
      }
    } catch (InvalidPathException e) {
      throw SourceFault.unreadable(
          source.name(), name + " has a name that no file can have: " + e.getReason());
    }
    throw SourceFault.unreadable(source.name(), name + " has a path that leads out of its folder");
  }

  private Relation table(List<Kept> all) {
    Kept first = all.getFirst();
    List<String> partitions = List.of();
    if (Boolean.TRUE.equals(source.hivePartitions())) {
      all.forEach(
          one -> Partitions.check(source, first.whole(), first.whole(), one.whole(), one.whole()));
      partitions = Partitions.columns(first.whole());
    }
    var columns = new ArrayList<Column>();
    columns.add(new Column(PATH, "VARCHAR"));
    columns.add(new Column(BYTES, "BIGINT"));
    for (String partition : partitions) {
      if (columns.stream().anyMatch(column -> column.named(partition))) {
        throw SourceFault.unreadable(
            source.name(),
            "there would be two columns named "
                + partition
                + "; path and bytes are those of the files, so name folders otherwise");
      }
      columns.add(new Column(partition, "VARCHAR"));
    }
    Relation rows = engine.table(columns);
    append(rows, all);
    if (partitions.isEmpty()) {
      return rows;
    }
    // As in a CSV file: whole numbers, numbers, booleans and moments when all values are such.
    var types =
        new CsvTypes(
            engine, "SELECT * FROM " + rows.quoted(), Map.of(PATH, CsvOptions.Type.STRING));
    Relation typed = engine.table(types.typed(IllegalStateException::new));
    engine.drop(rows);
    return typed;
  }

  private void append(Relation rows, List<Kept> all) {
    boolean partitioned = rows.columns().size() > 2;
    try (DuckDBAppender appender = engine.connection().createAppender("main", rows.table())) {
      for (Kept one : all) {
        appender.beginRow();
        appender.append(one.path());
        appender.append(one.bytes());
        for (String value : partitioned ? Partitions.values(one.whole()) : List.<String>of()) {
          append(appender, value);
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new EngineException(e);
    }
  }

  private static void append(DuckDBAppender appender, @Nullable String value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else {
      appender.append(value);
    }
  }
}
