package dev.slipway.runner.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.contract.TolerantJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is known of a copy that pods share; lies beside its files. Times are RFC 3339.
 *
 * @param files the files as they were once they had been verified
 * @param usedAt when a pod last began with it
 * @param heldUntil until when a pod that began with it may read it
 * @param keptUntil until when it is kept; never before {@code heldUntil}
 */
record CopyRecord(List<CopiedFile> files, String usedAt, String heldUntil, String keptUntil) {
  static final String NAME = "copy.json";

  private static final JsonMapper JSON = TolerantJson.MAPPER;

  CopyRecord {
    files = List.copyOf(files);
    Instant held = Instant.parse(heldUntil);
    if (held.isBefore(Instant.parse(usedAt)) || held.isAfter(Instant.parse(keptUntil))) {
      throw new IllegalArgumentException(
          "a copy is held from its last use on, and kept while it is held");
    }
  }

  /**
   * A file.
   *
   * @param path below the copy's folder of files
   * @param bytes its size
   * @param modified when it was last written
   */
  record CopiedFile(String path, long bytes, String modified) {}

  /** Of files that have just been verified; nobody has used them yet. */
  static CopyRecord of(Path data) throws IOException {
    var files = new ArrayList<CopiedFile>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        // fractions of a second read differently on different nodes
        Files.setLastModifiedTime(file, FileTime.from(written.truncatedTo(ChronoUnit.SECONDS)));
        files.add(
            new CopiedFile(data.relativize(file).toString(), Files.size(file), modified(file)));
      }
    }
    String never = Instant.EPOCH.toString();
    return new CopyRecord(files, never, never, never);
  }

  /** Of a copy; empty when it has none that can be understood. */
  static Optional<CopyRecord> read(Path copy) throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(copy.resolve(NAME)), CopyRecord.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Writes it for a copy; readers find the old one or this one. */
  void write(Path copy) throws IOException {
    Path whole =
        Files.write(copy.resolve(NAME + "." + UUID.randomUUID()), JSON.writeValueAsBytes(this));
    Files.move(whole, copy.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The same once a pod begins with it. */
  CopyRecord used(Instant now, Cache cache) {
    Instant held = later(now.plusSeconds(cache.holdSeconds()), heldUntil);
    Instant kept = later(later(now.plusSeconds(cache.keepSeconds()), keptUntil), held.toString());
    return new CopyRecord(files, now.toString(), held.toString(), kept.toString());
  }

  /** Whether a pod may read it still. */
  boolean held(Instant now) {
    return now.isBefore(Instant.parse(heldUntil));
  }

  /** Whether it is still kept. */
  boolean kept(Instant now) {
    return now.isBefore(Instant.parse(keptUntil));
  }

  /** How many bytes its files have together. */
  long bytes() {
    return files.stream().mapToLong(CopiedFile::bytes).sum();
  }

  /** What is not as it was: a file that is missing, cut off, or written since. */
  Optional<String> fault(Path data) throws IOException {
    for (CopiedFile file : files) {
      Path there = data.resolve(file.path());
      if (!Files.isRegularFile(there)) {
        return Optional.of(file.path() + " is missing");
      }
      long bytes = Files.size(there);
      if (bytes != file.bytes()) {
        return Optional.of(
            "%s has %d bytes and had %d".formatted(file.path(), bytes, file.bytes()));
      }
      if (!modified(there).equals(file.modified())) {
        return Optional.of("%s was written at %s".formatted(file.path(), modified(there)));
      }
    }
    return Optional.empty();
  }

  private static String modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().toString();
  }

  private static Instant later(Instant one, String other) {
    Instant second = Instant.parse(other);
    return one.isAfter(second) ? one : second;
  }
}
