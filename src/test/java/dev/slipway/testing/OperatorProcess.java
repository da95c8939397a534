package dev.slipway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  private final Map<String, String> settings;
  private @Nullable Process process;
  private int port;
  private long started;

  private OperatorProcess(Path kubeconfig, Map<String, String> settings) {
    this.kubeconfig = kubeconfig;
    this.settings = settings;
  }

  /**
   * Gives the chart's service account its rights and starts an operator that acts as it.
   *
   * @param settings variables beside the usual ones
   */
  static OperatorProcess start(KubernetesClient admin, Map<String, String> settings)
      throws IOException {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Chart.NAMESPACE)
                .endMetadata()
                .build())
        .serverSideApply();
    Chart.render(Map.of()).stream()
        .filter(object -> RIGHTS.stream().anyMatch(kind -> kind.isInstance(object)))
        .forEach(object -> admin.resource(object).forceConflicts().serverSideApply());
    Path kubeconfig = Files.createTempFile("operator", ".kubeconfig");
    Files.writeString(kubeconfig, kubeconfig(admin.getConfiguration(), token(admin)), UTF_8);
    var operator = new OperatorProcess(kubeconfig, settings);
    operator.start();
    return operator;
  }

  /** Starts it (again) and waits until it is ready. */
  public void start() throws IOException {
    port = freePort();
    var builder = new ProcessBuilder(PROGRAM.toAbsolutePath().toString());
    builder.environment().put("SLIPWAY_HOME", APPLICATION.toAbsolutePath().toString());
    builder.environment().put("JAVA_OPTS", javaOptions());
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin").toString(),
            (path, java) -> java + ":" + path);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("SLIPWAY_LEADER_ELECTION_NAMESPACE", Chart.NAMESPACE);
    builder.environment().put("SLIPWAY_LEADER_ELECTION_IDENTITY", "operator-" + port);
    builder.environment().putAll(settings);
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

  /** The options that the chart gives the JVM. */
  private static String javaOptions() {
    return Chart.render(Map.of()).stream()
        .filter(Deployment.class::isInstance)
        .flatMap(
            object ->
                ((Deployment) object)
                    .getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream())
        .filter(variable -> variable.getName().equals("JAVA_OPTS"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String token(KubernetesClient admin) {
    TokenRequest asked =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(24 * 3600L).endSpec().build();
    return admin
        .serviceAccounts()
        .inNamespace(Chart.NAMESPACE)
        .withName("slipway")
        .tokenRequest(asked)
        .getStatus()
        .getToken();
  }

  private static String kubeconfig(Config admin, String token) {
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
        .formatted(admin.getMasterUrl(), token, Chart.NAMESPACE);
  }

  @Override
  public void close() throws IOException {
    kill();
    Files.deleteIfExists(kubeconfig);
  }
}
