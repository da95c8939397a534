package dev.slipway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster with Slipway's CRDs; see {@link OnCluster.Provider}. */
public final class Cluster implements AutoCloseable {
  static final Path CACHE =
      Path.of(
          System.getenv()
              .getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
          "slipway");

  /** The name of the control plane that tests share. */
  public static final String CONTROL_PLANE = "tests";

  private final OnCluster.Provider provider;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private @Nullable OperatorProcess operator;
  private final AtomicInteger namespaces = new AtomicInteger();

  private Cluster(OnCluster.Provider provider, Path kubeconfig) throws IOException {
    this.provider = provider;
    this.kubeconfig = kubeconfig;
    this.client = client(kubeconfig);
  }

  static Cluster start(OnCluster.Provider provider) {
    try {
      Cluster cluster =
          switch (provider) {
            case CONTROL_PLANE -> {
              script("config/cluster/control-plane", "down", CONTROL_PLANE);
              script("config/cluster/control-plane", "up", CONTROL_PLANE);
              yield new Cluster(
                  provider, CACHE.resolve("control-plane/" + CONTROL_PLANE + "/kubeconfig"));
            }
            case KIND -> {
              script("config/cluster/cluster", "up");
              Cluster kind = new Cluster(provider, CACHE.resolve("cluster/kubeconfig"));
              Release.install(kind, Map.of());
              yield kind;
            }
          };
      if (provider == OnCluster.Provider.CONTROL_PLANE) {
        cluster.applyCrds(); // on Kind the chart brings them
      }
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client with an administrator's rights. */
  public KubernetesClient client() {
    return client;
  }

  /** The administrator's kubeconfig. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** A client that uses a kubeconfig. */
  public static KubernetesClient client(Path kubeconfig) throws IOException {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig, UTF_8)))
        .build();
  }

  /**
   * The operator on this control plane, started when it is first asked for; tests that kill it
   * start it again.
   */
  public synchronized OperatorProcess operator() throws IOException {
    OperatorProcess running = operator;
    if (running == null) {
      running = OperatorProcess.start(client, Chart.NAMESPACE, Map.of());
      operator = running;
    }
    return running;
  }

  /** Makes a namespace under the restricted Pod Security Standard; it goes with the cluster. */
  public Namespace newNamespace() {
    String name = "t" + Long.toString(System.nanoTime(), 36) + "-" + namespaces.incrementAndGet();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .addToLabels("slipway.dev/test", "true")
                .endMetadata()
                .build())
        .create();
    return new Namespace(name);
  }

  private void applyCrds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("crds"))) {
      List<Path> crds = files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
      for (Path crd : crds) {
        try (var in = Files.newInputStream(crd)) {
          client.load(in).serverSideApply();
        }
      }
    }
    for (String kind :
        List.of("datasets", "trainingjobs", "modelversions", "deployments", "monitors")) {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(kind + ".slipway.dev")
          .waitUntilCondition(
              crd ->
                  crd != null
                      && crd.getStatus() != null
                      && crd.getStatus().getConditions() != null
                      && crd.getStatus().getConditions().stream()
                          .anyMatch(
                              c ->
                                  "Established".equals(c.getType())
                                      && "True".equals(c.getStatus())),
              30,
              TimeUnit.SECONDS);
    }
  }

  /** Runs a script of the repository to its end; fails if it does. */
  public static void script(String... command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (operator != null) {
      operator.close();
    }
    client.close();
    if (provider == OnCluster.Provider.CONTROL_PLANE) {
      script("config/cluster/control-plane", "down", CONTROL_PLANE);
    }
  }
}
