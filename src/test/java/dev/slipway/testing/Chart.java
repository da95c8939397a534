package dev.slipway.testing;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The chart of this repository, released as {@code slipway}, into {@link #NAMESPACE} if no other is
 * named.
 */
public final class Chart {
  /** Where the operator lives. */
  public static final String NAMESPACE = "slipway-system";

  /** The chart's folder. */
  public static final Path FOLDER = Path.of("helm/slipway");

  /** The objects that the chart makes of some values; CRDs left out. */
  public static List<HasMetadata> render(Map<String, String> values) {
    return render(NAMESPACE, values);
  }

  /** The objects that the chart makes in a namespace; CRDs left out. */
  public static List<HasMetadata> render(String namespace, Map<String, String> values) {
    var command =
        new Helm(FOLDER)
            .template()
            .withName("slipway")
            .withNamespace(namespace)
            .withKubeVersion("1.36.3")
            .skipCrds();
    values.forEach(command::set);
    return Arrays.stream(command.call().split("(?m)^---\\s*$"))
        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
        .map(
            document ->
                (HasMetadata)
                    Serialization.unmarshal(
                        new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))))
        .toList();
  }

  private Chart() {}
}
