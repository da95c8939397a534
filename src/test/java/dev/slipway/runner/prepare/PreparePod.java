package dev.slipway.runner.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PollResult;
import dev.slipway.contract.PollTask;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;

/**
 * A folder that stands for a pod's file system, in which {@code prepare} runs as it would there.
 */
@NullUnmarked
public final class PreparePod {
  public static final StoreSettings STORE =
      new StoreSettings("pvc://store", null, null, "us-east-1");
  private static final JsonMapper JSON = new JsonMapper();

  public final Path root;
  public final Map<String, String> variables = new HashMap<>();
  public StoreSettings store = STORE;
  public String log = "";

  /** The snapshot that the Dataset has. */
  public Snapshot current;

  /** When preparations run. */
  public Instant now = Instant.parse("2026-11-20T10:00:00Z");

  /** Which stage runs; null for the only one. */
  public Integer stage;

  /** After so long without an answer a source is given up. */
  public Duration stall = Duration.ofMinutes(1);

  public PreparePod(Path root) {
    this.root = root;
    folder("store");
  }

  /** A claim's folder. */
  public Path folder(String claim) {
    try {
      return Files.createDirectories(root.resolve("slipway/volumes").resolve(claim));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of a source: pvc://sources/name. */
  public PreparePod file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public PreparePod file(String name, byte[] content) {
    try {
      Path file = folder("sources").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prepares a spec given as YAML and returns the termination message. */
  public String run(String yaml) {
    var out = new ByteArrayOutputStream();
    try {
      var task =
          new PrepareTask(
              "ns",
              "flights",
              Serialization.unmarshal(yaml, DatasetSpec.class),
              store,
              current,
              stage);
      var all = new HashMap<>(variables);
      all.put(PodPaths.TASK, JSON.writeValueAsString(task));
      var pod = new PodContext(all, root, new PrintStream(out, true, StandardCharsets.UTF_8));
      new PrepareCommand(pod, Clock.fixed(now, ZoneOffset.UTC), Duration.ofMillis(1), stall).call();
      return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      log = out.toString(StandardCharsets.UTF_8);
    }
  }

  /** Looks at the sources of a spec given as YAML and returns the termination message. */
  public String look(String yaml) {
    var out = new ByteArrayOutputStream();
    try {
      var spec = Serialization.unmarshal(yaml, DatasetSpec.class);
      var all = new HashMap<>(variables);
      all.put(PodPaths.TASK, JSON.writeValueAsString(new PollTask("ns", spec.sources(), store)));
      var pod = new PodContext(all, root, new PrintStream(out, true, StandardCharsets.UTF_8));
      new PollCommand(pod, stall).call();
      return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      log = out.toString(StandardCharsets.UTF_8);
    }
  }

  /** The revision of a spec's sources. */
  public String revision(String yaml) {
    String message = look(yaml);
    return TerminationMessage.result(message, PollResult.class)
        .orElseThrow(() -> new AssertionError(message + "\n" + log))
        .revision();
  }

  public PrepareResult result(String yaml) {
    String message = run(yaml);
    return TerminationMessage.result(message, PrepareResult.class)
        .orElseThrow(() -> new AssertionError(message + "\n" + log));
  }

  public Snapshot prepare(String yaml) {
    return result(yaml).snapshot();
  }

  public Failure failure(String yaml) {
    String message = run(yaml);
    return TerminationMessage.failure(message)
        .orElseThrow(() -> new AssertionError("no failure: " + message));
  }

  /** A file of a snapshot. */
  public Path in(Snapshot snapshot, String path) {
    return root.resolve(
        "slipway/volumes/" + snapshot.uri().substring("pvc://".length()) + "/" + path);
  }

  public JsonNode json(Snapshot snapshot, String path) {
    try {
      return JSON.readTree(in(snapshot, path).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of all parts, sorted, values with "|" between. */
  public List<String> rows(Snapshot snapshot, String columns) {
    return query(
        "SELECT concat_ws('|', %s) FROM read_parquet('%s') ORDER BY 1"
            .formatted(nullable(columns), in(snapshot, "*/*.parquet")));
  }

  /** The rows of one part. */
  public List<String> rows(Snapshot snapshot, String part, String columns) {
    return query(
        "SELECT concat_ws('|', %s) FROM read_parquet('%s') ORDER BY 1"
            .formatted(nullable(columns), in(snapshot, part + "/*.parquet")));
  }

  public static void execute(String sql) {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  public static List<String> query(String sql) {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static String nullable(String columns) {
    return Stream.of(columns.split(","))
        .map(c -> "coalesce(CAST(\"" + c.strip() + "\" AS VARCHAR), 'null')")
        .collect(java.util.stream.Collectors.joining(", "));
  }
}
