package dev.slipway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;

/** Asks a model through its Service, as clients in the cluster do. */
public final class ModelService {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The answer to an inference request; without a pod behind the Service this throws.
   *
   * @param name of the Deployment, and of its model
   */
  public static JsonNode infer(
      KubernetesClient client, Namespace namespace, String name, String request)
      throws IOException {
    String path =
        "/api/v1/namespaces/%s/services/%s:80/proxy/v2/models/%s/infer"
            .formatted(namespace.name(), name, name);
    return JSON.readTree(client.raw(path, "POST", request));
  }

  private ModelService() {}
}
