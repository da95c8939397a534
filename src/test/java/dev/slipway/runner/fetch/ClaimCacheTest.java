package dev.slipway.runner.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.fetch.ClaimCache.Download;
import dev.slipway.runner.fetch.FetchCommand.Fetched;
import dev.slipway.store.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays in a claim, and what goes. */
@NullUnmarked
class ClaimCacheTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final long HOUR = 3600;
  private static final long FILE = 10_000;
  private static final String A = named("a");
  private static final String B = named("b");
  private static final String C = named("c");

  @TempDir Path root;
  private Path folder;
  private ByteArrayOutputStream log;
  private PodContext pod;
  private Instant now = START;
  private long capacity = Long.MAX_VALUE;

  @BeforeEach
  void aClaim() throws IOException {
    folder = Files.createDirectories(root.resolve("slipway/volumes/claim/snapshots"));
    log = new ByteArrayOutputStream();
    pod = new PodContext(Map.of(), root, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  private static String named(String text) {
    return Digest.hex(Digest.ofText(text));
  }

  /** A volume of a size that the test sets. */
  private final class Volume extends CopiesFolder {
    Volume() {
      super(folder);
    }

    @Override
    long free() {
      try {
        return capacity - Folders.use(folder).bytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Fetched use(String copy, long hold, long keep, Download download) throws IOException {
    return use(copy, hold, keep, download, CacheLocks.in(folder, pod));
  }

  private Fetched use(String copy, long hold, long keep, Download download, CacheLocks locks)
      throws IOException {
    var cache = new Cache("pvc://claim/snapshots/" + copy, hold, keep);
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    try (var claim = new ClaimCache(cache, pod, new Volume(), locks, clock)) {
      return claim.bring(download);
    }
  }

  private Fetched use(String copy, long hold, long keep) throws IOException {
    return use(copy, hold, keep, ClaimCacheTest::download);
  }

  private static Fetched download(Path folder, IncomingSnapshot.Room room) throws IOException {
    room.need(FILE);
    Files.createDirectories(folder);
    Files.write(folder.resolve("rows"), new byte[(int) FILE]);
    return new Fetched(1, FILE);
  }

  private void after(long seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private List<String> there() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .toList();
    }
  }

  private Path rows(String copy) {
    return folder.resolve(copy).resolve("data/rows");
  }

  @Test
  void aCopyIsBroughtOnceAndKeptAsLongAsItIsUsed() throws IOException {
    assertThat(use(A, HOUR, 2 * HOUR)).isEqualTo(new Fetched(1, FILE));
    use(B, HOUR, 2 * HOUR);
    after(HOUR + 60);
    assertThat(use(B, HOUR, 2 * HOUR)).as("found").isEqualTo(new Fetched(0, 0));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(
            "found in the claim claim, nothing is downloaded: " + B + ", 1 files, 10,000 bytes");
    after(HOUR);
    use(C, HOUR, 2 * HOUR);
    assertThat(there()).as("nobody has used A for two hours").containsExactlyInAnyOrder(B, C);
    after(2 * HOUR);
    use(C, HOUR, 2 * HOUR);
    assertThat(there()).as("the own copy is used, however old").containsExactly(C);
  }

  @Test
  void whatAnAttemptMayReadIsHeldHoweverShortItIsKept() throws IOException {
    use(A, 3 * HOUR, 60);
    after(2 * HOUR);
    use(B, HOUR, 60);
    assertThat(there()).containsExactlyInAnyOrder(A, B);
    after(HOUR + 1);
    use(C, HOUR, 60);
    assertThat(there()).containsExactly(C);
  }

  @Test
  void whoNeedsItForLessDoesNotShortenWhatOthersWant() throws IOException {
    use(A, 5 * HOUR, 9 * HOUR);
    use(A, 60, 60);
    CopyRecord record = CopyRecord.read(folder.resolve(A)).orElseThrow();
    assertThat(record.heldUntil()).isEqualTo("2026-11-22T15:00:00Z");
    assertThat(record.keptUntil()).isEqualTo("2026-11-22T19:00:00Z");
    assertThat(record.usedAt()).isEqualTo("2026-11-22T10:00:00Z");
  }

  @Test
  void theLeastRecentlyUsedMakesRoom() throws IOException {
    capacity = 4 * Folders.blocks(FILE); // three copies with their records
    use(A, 60, 100 * HOUR);
    after(61);
    use(B, 60, 100 * HOUR);
    after(61);
    use(A, 60, 100 * HOUR);
    after(61);
    use(C, 60, 100 * HOUR);
    assertThat(there()).containsExactlyInAnyOrder(A, B, C);
    use(named("d"), 60, 100 * HOUR);
    assertThat(there()).containsExactlyInAnyOrder(A, C, named("d"));
  }

  @Test
  void whatIsHeldMakesNoRoom() throws IOException {
    capacity = 2 * Folders.blocks(FILE);
    use(A, HOUR, HOUR);
    assertThatThrownBy(() -> use(B, HOUR, HOUR))
        .isInstanceOfSatisfying(
            RunnerException.class,
            e -> {
              assertThat(e.failure().reason()).isEqualTo("CacheFull");
              assertThat(e.failure().retryable()).isTrue();
            })
        .hasMessage(
            "10,000 bytes are needed in the claim claim, and 8,192 are free: give it more storage;"
                + " attempts may still read 1 of its copies, the first until 2026-11-22T11:00:00Z"
                + " (deadlines.running)");
    assertThat(there()).containsExactly(A);
    after(HOUR);
    use(B, HOUR, HOUR);
    assertThat(there()).containsExactly(B);
  }

  static List<RuntimeException> faults() {
    return List.of(
        new UncheckedIOException("cannot write", new IOException("No space left on device")),
        new RunnerException("ScratchFull", "fold 1 of 2: failed to offload", false));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aVolumeThatRunsFullIsNamed(RuntimeException fault) throws IOException {
    assertThatThrownBy(
            () ->
                use(
                    A,
                    HOUR,
                    HOUR,
                    (data, room) -> {
                      download(data, room);
                      throw fault;
                    }))
        .isInstanceOf(RunnerException.class)
        .hasMessageContaining("10,000 bytes are needed in the claim claim");
    assertThat(there()).isEmpty();
  }

  @Test
  void aDownloadThatFailsLeavesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                use(
                    A,
                    HOUR,
                    HOUR,
                    (data, room) -> {
                      download(data, room);
                      throw new RunnerException("DigestMismatch", "not that", false);
                    }))
        .isInstanceOf(RunnerException.class);
    assertThat(there()).isEmpty();
    assertThat(use(A, HOUR, HOUR)).isEqualTo(new Fetched(1, FILE));
  }

  @Test
  void whoReadsADamagedCopyGoesOn() throws IOException {
    use(A, HOUR, HOUR);
    Path reader = folder.resolve(A);
    Files.writeString(rows(A), "cut");
    Files.writeString(reader.resolve("data/other"), "as it was");
    assertThat(use(A, HOUR, HOUR)).isEqualTo(new Fetched(1, FILE));
    assertThat(rows(A)).hasSize(FILE);
    List<String> old = there().stream().filter(name -> name.endsWith(".old")).toList();
    assertThat(old).hasSize(1);
    assertThat(folder.resolve(old.getFirst()).resolve("data/other")).hasContent("as it was");
    after(HOUR);
    use(B, HOUR, HOUR);
    assertThat(there()).as("nobody can read it any more").containsExactly(B);
  }

  @Test
  void whatWasWrittenSinceIsNotUsed() throws IOException {
    use(A, HOUR, HOUR);
    Files.write(rows(A), new byte[(int) FILE]);
    Files.setLastModifiedTime(rows(A), FileTime.from(Instant.parse("2026-11-22T10:30:00Z")));
    assertThat(use(A, HOUR, HOUR)).isEqualTo(new Fetched(1, FILE));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("is damaged: rows was written at 2026-11-22T10:30:00Z; another takes its place");
  }

  @Test
  void aCopyWithoutARecordIsReplacedAndGoes() throws IOException {
    // as the kubelet leaves it when it finds no folder to mount
    Files.createDirectories(folder.resolve(A).resolve("data"));
    Files.createDirectories(folder.resolve(B).resolve("data"));
    Files.writeString(folder.resolve(B).resolve(CopyRecord.NAME), "{\"files\": [], \"usedAt\": ");
    assertThat(use(A, HOUR, HOUR)).isEqualTo(new Fetched(1, FILE));
    assertThat(there()).containsExactly(A);
    Files.writeString(folder.resolve(A).resolve(CopyRecord.NAME), "{}");
    assertThat(use(A, HOUR, HOUR)).isEqualTo(new Fetched(1, FILE));
    assertThat(there()).containsExactly(A);
  }

  @Test
  void whatKilledPodsLeftGoesAndWhatIsNotOursStays() throws IOException {
    String suffix = ".0a8b1c5e-6f63-4a4a-9a3e-1d0a3b5c7d9f.part";
    for (String name : List.of(A + suffix, B + suffix, "lost+found", "notes")) {
      Files.createDirectories(folder.resolve(name).resolve("data"));
    }
    use(A, HOUR, HOUR);
    assertThat(there()).containsExactlyInAnyOrder(A, "lost+found", "notes");
  }

  @Test
  void withoutLocksTheFirstOfTwoDownloadsCounts() throws IOException {
    String part = B + ".0a8b1c5e-6f63-4a4a-9a3e-1d0a3b5c7d9f.part";
    Files.createDirectories(folder.resolve(part));
    Files.setLastModifiedTime(folder.resolve(part), FileTime.from(START));
    Fetched second =
        use(
            A,
            HOUR,
            HOUR,
            (data, room) -> {
              Files.setLastModifiedTime(data.getParent(), FileTime.from(START));
              assertThat(use(A, HOUR, HOUR, ClaimCacheTest::download, lockless()))
                  .isEqualTo(new Fetched(1, FILE));
              Files.writeString(rows(A).resolveSibling("first"), "is read");
              return download(data, room);
            },
            lockless());
    assertThat(second).isEqualTo(new Fetched(0, 0));
    assertThat(rows(A).resolveSibling("first")).exists();
    assertThat(there()).as("another pod may work on it").containsExactlyInAnyOrder(A, part);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("cannot be locked");
    after(72 * HOUR);
    use(A, HOUR, HOUR, ClaimCacheTest::download, lockless());
    assertThat(there()).containsExactly(A);
  }

  /** A file that is closed cannot be locked, as one on a file system without locks. */
  private CacheLocks lockless() throws IOException {
    var channel =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.close();
    return new CacheLocks(channel, pod);
  }
}
