package dev.slipway.testing;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The Datasets of a namespace.
 *
 * @param client with an administrator's rights
 * @param namespace where they are
 * @param patience how long any of them is waited for
 */
public record Datasets(KubernetesClient client, Namespace namespace, Duration patience) {
  /** One of them. */
  public Resource<Dataset> dataset(String name) {
    return client.resources(Dataset.class).inNamespace(namespace.name()).withName(name);
  }

  /** Changes one, by a JSON merge patch. */
  public void patch(String name, String patch) {
    dataset(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /**
   * Waits for what a status is to say.
   *
   * @param what completes the sentence that begins with the Dataset's name
   */
  public DatasetStatus await(String name, String what, Predicate<DatasetStatus> until) {
    return StatusWait.until(dataset(name), name + " " + what, patience, until);
  }
}
