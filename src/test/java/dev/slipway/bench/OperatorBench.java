package dev.slipway.bench;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJob;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What the operator costs, on a control plane with fake nodes; run by {@code make bench-operator},
 * which docs/performance.md explains.
 */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class OperatorBench {
  private static final int MANY = 1000;
  private static final int OBJECTS = 500;
  private static final int CREATORS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Duration PROMPT = Duration.ofMillis(20);
  private static final String RESULT =
      """
      {"result":{"artifact":{"uri":"pvc://slipway-store/m","digest":"sha256:%064d","sizeBytes":1},"metrics":{"auc":0.9}}}
      """
          .formatted(0)
          .strip();

  @Test
  void operator(Cluster cluster, KubernetesClient client) throws Exception {
    Cluster.script("config/cluster/control-plane", "scale", Cluster.CONTROL_PLANE, "10");
    startAndMemory(cluster, client);
    besidePlainJobs(cluster, client);
  }

  private static void startAndMemory(Cluster cluster, KubernetesClient client) throws Exception {
    Namespace namespace = withStore(cluster, client);
    client.resource(trainingJob(namespace, "first")).create();
    OperatorProcess operator = cluster.operator();
    await(PROMPT, () -> answered(client, namespace, "first"));
    bench("start_seconds", seconds(operator.started()));
    await(() -> versions(client, namespace) == 1);
    settle(operator);
    bench("rss_idle_mib", residentMib(operator));

    long writesBefore = writes(operator);
    create(client, OBJECTS / 2, i -> trainingJob(namespace, "tj" + i));
    await(() -> versions(client, namespace) == OBJECTS / 2 + 1);
    settle(operator);
    bench("writes_per_trainingjob", (double) (writes(operator) - writesBefore) / (OBJECTS / 2));
    bench("rss_500_mib", residentMib(operator));
    client.resource(client.namespaces().withName(namespace.name()).require()).delete();
  }

  private static void besidePlainJobs(Cluster cluster, KubernetesClient client) throws Exception {
    Namespace plain = withStore(cluster, client);
    long start = System.nanoTime();
    create(client, MANY, i -> plainJob(plain, "job" + i));
    await(() -> completed(client, plain) == MANY);
    double plainSeconds = seconds(start);

    Namespace ours = withStore(cluster, client);
    start = System.nanoTime();
    create(client, MANY, i -> trainingJob(ours, "tj" + i));
    await(() -> versions(client, ours) == MANY);
    double ourSeconds = seconds(start);
    bench("plain_jobs_seconds", plainSeconds);
    bench("trainingjobs_seconds", ourSeconds);
    bench("trainingjobs_vs_jobs", ourSeconds / plainSeconds);
    bench("rss_after_1000_mib", residentMib(cluster.operator()));
  }

  /** A namespace whose store's claim is bound: no provisioner runs beside a bare control plane. */
  private static Namespace withStore(Cluster cluster, KubernetesClient client) {
    Namespace namespace = cluster.newNamespace();
    client
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
                .addToCapacity("storage", new Quantity("10Gi"))
                .withNewHostPath()
                .withPath("/nowhere")
                .endHostPath()
                .endSpec()
                .build())
        .create();
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("slipway-store")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
                .withVolumeName(namespace.name())
                .withNewResources()
                .addToRequests("storage", new Quantity("10Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
    return namespace;
  }

  private static TrainingJob trainingJob(Namespace namespace, String name) {
    return read(
        TrainingJob.class,
        """
        apiVersion: slipway.dev/v1alpha1
        kind: TrainingJob
        metadata: {name: %s, namespace: %s}
        spec:
          model: %s
          template:
            metadata:
              annotations:
                test.slipway.dev/termination-message: '%s'
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: train
                image: train
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
            .formatted(name, namespace.name(), name, RESULT));
  }

  private static Job plainJob(Namespace namespace, String name) {
    return read(
        Job.class,
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %s, namespace: %s, labels: {bench: plain}}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: train
                image: train
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
            .formatted(name, namespace.name()));
  }

  private static <T extends HasMetadata> T read(Class<T> type, String yaml) {
    return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(yaml, type);
  }

  private static void create(KubernetesClient client, int count, IntFunction<HasMetadata> object)
      throws Exception {
    try (var pool = Executors.newFixedThreadPool(CREATORS)) {
      var all = new java.util.ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(pool.submit(() -> client.resource(object.apply(number)).create()));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static boolean answered(KubernetesClient client, Namespace namespace, String name) {
    TrainingJob found =
        client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name).get();
    return found != null && found.getStatus() != null && found.getStatus().phase() != null;
  }

  private static int versions(KubernetesClient client, Namespace namespace) {
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .list()
        .getItems()
        .size();
  }

  private static long completed(KubernetesClient client, Namespace namespace) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace.name())
        .withLabel("bench", "plain")
        .list()
        .getItems()
        .stream()
        .filter(
            job -> job.getStatus().getSucceeded() != null && job.getStatus().getSucceeded() == 1)
        .filter(job -> job.getStatus().getCompletionTime() != null)
        .count();
  }

  private static void await(BooleanSupplier reached) {
    await(Duration.ofMillis(500), reached);
  }

  private static void await(Duration every, BooleanSupplier reached) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(every)
        .until(reached::getAsBoolean);
  }

  /** Waits until the operator has stopped writing. */
  private static void settle(OperatorProcess operator) {
    Awaitility.await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(8))
        .pollInterval(Duration.ofSeconds(1))
        .until(new Steady(operator)::holds);
  }

  private static final class Steady {
    private final OperatorProcess operator;
    private long last = -1;

    Steady(OperatorProcess operator) {
      this.operator = operator;
    }

    boolean holds() throws IOException, InterruptedException {
      long now = writes(operator);
      boolean same = now == last;
      last = now;
      return same;
    }
  }

  /** Writes to the API that the operator has made, but for its lease. */
  private static long writes(OperatorProcess operator) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile(
                "(?m)^slipway_api_requests_total\\{code=\"2..\",method=\"(POST|PATCH|PUT|DELETE)\",resource=\"([^\"]+)\"} ([0-9.E]+)$")
            .matcher(operator.metrics());
    double sum = 0;
    while (line.find()) {
      if (!line.group(2).equals("leases") && !line.group(2).startsWith("selfsubject")) {
        sum += Double.parseDouble(line.group(3));
      }
    }
    return Math.round(sum);
  }

  private static double residentMib(OperatorProcess operator) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + operator.pid() + "/status"))) {
      String resident = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Double.parseDouble(resident.replaceAll("[^0-9]", "")) / 1024;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void bench(String name, double value) {
    System.out.printf(Locale.ROOT, "BENCH %s %.2f%n", name, value);
  }
}
