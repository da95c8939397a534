package dev.slipway.testing;

import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An S3 server in a namespace of its own, with the empty bucket that an installation's store is in.
 */
public final class S3Pod implements AutoCloseable {
  /** The root of the store. */
  public static final String URL = "s3://lake/slipway";

  /** The Secret with the server's keys. */
  public static final String SECRET = "s3-keys";

  private static final int PORT = 7070;
  private static final String REGION = "us-east-1";
  private static final String ACCESS_KEY = "slipway-tests";

  private final KubernetesClient client;
  private final String endpoint;
  private final String secretKey = UUID.randomUUID().toString();
  private final LocalPortForward forward;

  private S3Pod(KubernetesClient client, Namespace namespace) throws IOException {
    this.client = client;
    this.endpoint = "http://s3." + namespace.name() + ".svc:" + PORT;
    putSecretInto(namespace);
    Sample.apply(client, Path.of("src/test/resources/install/s3.yaml"), namespace);
    var pod = client.pods().inNamespace(namespace.name()).withName("s3");
    pod.waitUntilReady(1, TimeUnit.MINUTES);
    this.forward = pod.portForward(PORT);
  }

  /** Starts it; its image is built first where it is missing. */
  public static S3Pod start(KubernetesClient client, Namespace namespace) throws IOException {
    Cluster.script("config/images/versitygw/build");
    return new S3Pod(client, namespace);
  }

  /** Gives a namespace's pods the keys. */
  public void putSecretInto(Namespace namespace) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(namespace.name())
                .endMetadata()
                .addToStringData("accessKeyId", ACCESS_KEY)
                .addToStringData("secretAccessKey", secretKey)
                .build())
        .create();
  }

  /** The key that nobody but the server and pods with the Secret may know. */
  public String secretKey() {
    return secretKey;
  }

  /** The containers of a pod that get the keys. */
  public List<String> keyHolders(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(container -> container.getEnv().stream().anyMatch(S3Pod::isKey))
        .map(Container::getName)
        .toList();
  }

  private static boolean isKey(EnvVar variable) {
    return variable.getValueFrom() != null
        && variable.getValueFrom().getSecretKeyRef() != null
        && SECRET.equals(variable.getValueFrom().getSecretKeyRef().getName());
  }

  /** The values of the chart that make this the store. */
  public Map<String, String> values() {
    return Map.of(
        "store.url",
        URL,
        "store.secret",
        SECRET,
        "store.endpoint",
        endpoint,
        "store.region",
        REGION);
  }

  /** The store, seen from here. */
  public ObjectStore open() {
    return ObjectStore.open(
        URL,
        new StoreSettings(URL, SECRET, "http://127.0.0.1:" + forward.getLocalPort(), REGION),
        Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", secretKey),
        Path.of("/"));
  }

  /** The store's files and their sizes, without the traffic that agents go on writing. */
  public Map<String, Long> files() {
    try (ObjectStore store = open()) {
      return store.list("").stream()
          .filter(file -> !file.startsWith("captures/"))
          .collect(Collectors.toMap(file -> file, store::size, Math::max, TreeMap::new));
    }
  }

  @Override
  public void close() throws IOException {
    forward.close();
  }
}
