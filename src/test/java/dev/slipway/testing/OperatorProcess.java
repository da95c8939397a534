package dev.slipway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The packaged operator as a process beside a control plane, started as in its image, with the
 * rights and the options that the chart gives it and no others. Its log is {@code
 * target/operator.log}.
 */
public final class OperatorProcess implements AutoCloseable {
  private static final Path PROGRAM = Path.of("config/images/slipway/bin/operator");
  private static final Path APPLICATION = Path.of("target/quarkus-app");
  private static final String NAMESPACES = "QUARKUS_OPERATOR_SDK_NAMESPACES";
  private static final Path LOG = Path.of("target/operator.log");
  private static final List<Class<? extends HasMetadata>> RIGHTS =
      List.of(
          ServiceAccount.class,
          Role.class,
          RoleBinding.class,
          ClusterRole.class,
          ClusterRoleBinding.class,
          ValidatingAdmissionPolicy.class,
          ValidatingAdmissionPolicyBinding.class);

  private final Path kubeconfig;
  private final String namespace;
  private final List<HasMetadata> chart;
  private @Nullable Process process;
  private int port;
  private String identity = "";
  private long started;

  private OperatorProcess(Path kubeconfig, String namespace, List<HasMetadata> chart) {
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
    this.chart = chart;
  }

  /**
   * Gives the chart's service account its rights and starts an operator that acts as it. Rights in
   * a namespace that does not exist are left out: they went with it.
   *
   * @param namespace where the chart is released; each has a lease of its own
   * @param values of the chart
   */
  public static OperatorProcess start(
      KubernetesClient admin, String namespace, Map<String, String> values) throws IOException {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .serverSideApply();
    List<HasMetadata> chart = Chart.render(namespace, values);
    chart.stream()
        .filter(object -> RIGHTS.stream().anyMatch(kind -> kind.isInstance(object)))
        .filter(object -> somewhere(admin, object.getMetadata().getNamespace()))
        .forEach(object -> admin.resource(object).forceConflicts().serverSideApply());
    Path kubeconfig = Files.createTempFile("operator", ".kubeconfig");
    Files.writeString(
        kubeconfig,
        kubeconfig(admin.getConfiguration(), token(admin, namespace), namespace),
        UTF_8);
    var operator = new OperatorProcess(kubeconfig, namespace, chart);
    operator.start();
    return operator;
  }

  private static boolean somewhere(KubernetesClient admin, @Nullable String namespace) {
    return namespace == null || admin.namespaces().withName(namespace).get() != null;
  }

  /** Starts it (again), as another one than before, and waits until it is ready. */
  public void start() throws IOException {
    port = freePort();
    identity = "operator-" + port;
    launch();
  }

  /**
   * Starts it again as the one that was killed: the lease is its own still, so that it leads at
   * once. Waits until it is ready.
   */
  public void startAgain() throws IOException {
    port = freePort();
    launch();
  }

  private void launch() throws IOException {
    var builder = new ProcessBuilder(PROGRAM.toAbsolutePath().toString());
    builder.environment().put("SLIPWAY_HOME", APPLICATION.toAbsolutePath().toString());
    fromChart("JAVA_OPTS").ifPresent(value -> builder.environment().put("JAVA_OPTS", value));
    fromChart(NAMESPACES).ifPresent(value -> builder.environment().put(NAMESPACES, value));
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin").toString(),
            (path, java) -> java + ":" + path);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("SLIPWAY_LEADER_ELECTION_NAMESPACE", namespace);
    builder.environment().put("SLIPWAY_LEADER_ELECTION_IDENTITY", identity);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
    started = System.nanoTime();
    process = builder.start();
    Awaitility.await("the operator is ready, see " + LOG)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> get("/q/health/ready") == 200);
  }

  /** Kills it without warning. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  /** Tells it to end, as Kubernetes does. */
  public void terminate() {
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  /** Whether its process runs. */
  public boolean alive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** Its metrics in Prometheus' text form. */
  public String metrics() throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(request("/q/metrics"), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** When its process was started, as {@link System#nanoTime} tells. */
  public long started() {
    return started;
  }

  /** The id of its process. */
  public long pid() {
    return process == null ? -1 : process.pid();
  }

  private int get(String path) throws InterruptedException {
    Process running = process;
    if (running != null && !running.isAlive()) {
      throw new IllegalStateException(
          "the operator ended with " + running.exitValue() + ", see " + LOG);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request(path), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return -1;
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(5))
        .build();
  }

  /** What the chart sets a variable of the operator to. */
  private Optional<String> fromChart(String name) {
    return chart.stream()
        .filter(Deployment.class::isInstance)
        .flatMap(
            object ->
                ((Deployment) object)
                    .getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream())
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String token(KubernetesClient admin, String namespace) {
    TokenRequest asked =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(24 * 3600L).endSpec().build();
    return admin
        .serviceAccounts()
        .inNamespace(namespace)
        .withName("slipway")
        .tokenRequest(asked)
        .getStatus()
        .getToken();
  }

  private static String kubeconfig(Config admin, String token, String namespace) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - {name: c, cluster: {server: "%s", insecure-skip-tls-verify: true}}
        users:
        - {name: u, user: {token: "%s"}}
        contexts:
        - {name: x, context: {cluster: c, user: u, namespace: %s}}
        current-context: x
        """
        .formatted(admin.getMasterUrl(), token, namespace);
  }

  @Override
  public void close() throws IOException {
    kill();
    Files.deleteIfExists(kubeconfig);
  }
}
