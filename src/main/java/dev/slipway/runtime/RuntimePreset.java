package dev.slipway.runtime;

import dev.slipway.contract.RequestFormat;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;

/**
 * A way to serve models, under a name; a file of the folder {@code config/runtimes}.
 *
 * @param name what {@code spec.runtime.name} says
 * @param protocol what it speaks; only OpenInference is known
 * @param formats what kinds of model it can load, such as sklearn; for people
 * @param container a Kubernetes container; it finds its ports and its model in the variables of
 *     {@link RuntimeTemplate}, and a probe reaches it by the port name {@link
 *     RuntimeTemplate#HTTP_PORT_NAME}
 * @param request how it wants to be asked
 */
public record RuntimePreset(
    String name,
    String protocol,
    List<String> formats,
    Container container,
    RequestFormat request) {

  /** The one protocol that agent and validation speak. */
  public static final String OPEN_INFERENCE = "OpenInference";

  public RuntimePreset {
    formats = formats == null ? List.of() : List.copyOf(formats);
  }
}
