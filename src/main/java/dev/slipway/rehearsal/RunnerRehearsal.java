package dev.slipway.rehearsal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.FetchTask.Kind;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.Main;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small table on its way through the runner's commands: prepared, fetched, a model published. */
public final class RunnerRehearsal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 200;

  private final Path root;
  private final StoreSettings store = new StoreSettings("pvc://rehearsal", null, null, "us-east-1");

  /**
   * Runs the commands in a folder that stands for a pod's file system.
   *
   * @param arguments a YAML file whose first document is a Dataset with a source "rows" of the
   *     columns id, x, y; an empty folder
   */
  public static void main(String[] arguments) throws IOException {
    var rehearsal = new RunnerRehearsal(Path.of(arguments[1]));
    Snapshot snapshot = rehearsal.prepare(Path.of(arguments[0]));
    rehearsal.fetch(snapshot);
    rehearsal.publish();
  }

  private RunnerRehearsal(Path root) {
    this.root = root;
  }

  private Snapshot prepare(Path objects) throws IOException {
    write(
        PodPaths.SOURCES + "/rows/rows.csv",
        IntStream.range(0, ROWS)
            .mapToObj(i -> "%d,%d.5,%d".formatted(i, i % 17, i % 2))
            .collect(Collectors.joining("\n", "id,x,y\n", "\n")));
    write("/slipway/volumes/rehearsal/.keep", "");
    ObjectNode task = JSON.createObjectNode().put("namespace", "rehearsal").put("name", "rows");
    try (var documents =
        new YAMLMapper().readerFor(ObjectNode.class).<ObjectNode>readValues(objects.toFile())) {
      task.set("spec", documents.next().path("spec"));
    }
    task.set("store", JSON.valueToTree(store));
    run("prepare", task);
    String message = Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
    return TerminationMessage.result(message, PrepareResult.class)
        .map(PrepareResult::snapshot)
        .orElseThrow(() -> new IllegalStateException(message));
  }

  private void fetch(Snapshot snapshot) {
    var item = new Item(Kind.SNAPSHOT, snapshot.uri(), snapshot.digest(), PodPaths.DATA);
    run("fetch", new FetchTask(List.of(item), store));
  }

  private void publish() throws IOException {
    write(PodPaths.MODEL + "/model.txt", "weights");
    write(PodPaths.METRICS, "{\"name\":\"auc\",\"value\":0.75}\n");
    var lineage = new Lineage("rehearsal", "r1", "train", null, Map.of(), null, null);
    run("publish", new PublishTask("rehearsal", "rows", lineage, null, store, false));
  }

  private void run(String command, Object task) {
    var variables = new HashMap<String, String>();
    variables.put(PodPaths.TASK, JSON.valueToTree(task).toString());
    int code = Main.commandLine(new PodContext(variables, root, System.out)).execute(command);
    if (code != 0) {
      throw new IllegalStateException(command + " ended with " + code);
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
