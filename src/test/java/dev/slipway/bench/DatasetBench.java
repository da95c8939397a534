package dev.slipway.bench;

import dev.slipway.api.DatasetSpec;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.PrepareCommand;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code runner prepare} on the file of the dataset benchmark, in a folder that stands for a pod's
 * file system; run by {@code make bench-dataset}, which docs/performance.md explains.
 */
public final class DatasetBench {
  private static final String SPEC =
      """
      sources:
      - {name: rides, uri: pvc://data/rides.csv}
      steps:
      - filter: fare > 0
      - deduplicate: {by: [id], orderBy: ts, keep: Last}
      - fill: {columns: [distance], with: Median}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  private static final long SCRATCH = 10L << 30;

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    var task =
        new PrepareTask(
            "bench",
            "rides",
            Serialization.unmarshal(SPEC, DatasetSpec.class),
            new StoreSettings("pvc://store", null, null, "us-east-1"),
            null,
            null);
    // What a pod has when nothing else is asked for.
    var variables =
        Map.of(
            PodPaths.TASK,
            Serialization.asJson(task),
            PodPaths.SCRATCH_BYTES,
            Long.toString(SCRATCH));
    var pod = new PodContext(variables, root, System.out);
    new PrepareCommand(pod).call();
    String message = Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
    System.out.println(message);
    System.exit(message.contains("\"failure\"") ? 1 : 0);
  }

  private DatasetBench() {}
}
