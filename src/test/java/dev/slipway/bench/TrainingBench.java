package dev.slipway.bench;

import static dev.slipway.bench.Figures.await;
import static dev.slipway.bench.Figures.bench;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ModelVersion;
import dev.slipway.testing.Chart;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * What many TrainingJobs cost, on a control plane with fake nodes; run by {@code make
 * bench-training}, which docs/performance.md explains.
 */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
class TrainingBench {
  private static final List<Integer> SIZES =
      Arrays.stream(System.getProperty("bench.sizes", "1000,5000").split(","))
          .map(Integer::valueOf)
          .toList();
  private static final int REPORTING = Integer.getInteger("bench.reporting", 1000);
  private static final long REPORTING_SECONDS = 60;
  private static final int TAKEN_OVER = Integer.getInteger("bench.takeover", SIZES.getFirst());

  /** Whether the control plane has Kubernetes' own limits: then its controllers set the pace. */
  private static final boolean LIMITED =
      "default".equals(System.getenv("SLIPWAY_CONTROL_PLANE_LIMITS"));

  private static final Duration OFTEN = Duration.ofMillis(100);

  private double ratio;
  private double writes;
  private double p99;

  @Test
  void training(Cluster cluster, KubernetesClient client) throws Exception {
    Cluster.script("config/cluster/control-plane", "scale", Cluster.CONTROL_PLANE, "10");
    Job attempt = warmUp(cluster, client);
    for (int size : SIZES) {
      besidePlainJobs(cluster, client, attempt, size);
    }
    if (LIMITED) {
      bench("trainingjobs_vs_jobs", ratio);
      return;
    }
    if (REPORTING > 0) {
      reporting(cluster, client);
    }
    double takeover = TAKEN_OVER > 0 ? takeOver(cluster, client) : Double.NaN;
    bench("trainingjobs_vs_jobs_unlimited", ratio);
    bench("writes_per_trainingjob", writes);
    bench("status_p99_seconds", p99);
    bench("takeover_seconds", takeover);
  }

  /** One TrainingJob to its end, and the Job that the operator made for it. */
  private static Job warmUp(Cluster cluster, KubernetesClient client) throws Exception {
    Namespace namespace = Load.withStore(cluster, client);
    try (var moments = new Moments(client, namespace)) {
      cluster.operator();
      client.resource(Load.trainingJob(namespace, "first")).create();
      await(OFTEN, () -> moments.succeeded() == 1);
    }
    return client.batch().v1().jobs().inNamespace(namespace.name()).list().getItems().getFirst();
  }

  private void besidePlainJobs(Cluster cluster, KubernetesClient client, Job attempt, int size)
      throws Exception {
    Namespace plain = Load.withStore(cluster, client);
    double plainSeconds;
    try (var moments = new Moments(client, plain)) {
      long start = System.nanoTime();
      Load.create(client, size, i -> Load.plain(attempt, plain, "job" + i));
      await(OFTEN, () -> moments.complete() == size);
      plainSeconds = (moments.lastComplete() - start) / 1e9;
    }
    remove(client, plain);

    OperatorProcess operator = cluster.operator();
    Namespace ours = Load.withStore(cluster, client);
    long writesBefore = Figures.writes(operator);
    double cpuBefore = Figures.cpuSeconds(operator);
    try (var moments = new Moments(client, ours)) {
      long start = System.nanoTime();
      Load.create(client, size, i -> Load.trainingJob(ours, "tj" + i));
      await(OFTEN, () -> moments.succeeded() == size);
      double seconds = (moments.lastSucceeded() - start) / 1e9;
      Figures.settle(operator);
      assertThat(versions(client, ours)).hasSize(size);
      await(OFTEN, () -> moments.complete() == size);
      double jobsSeconds = (moments.lastComplete() - start) / 1e9;

      bench("plain_jobs_seconds_" + size, plainSeconds);
      bench("trainingjobs_seconds_" + size, seconds);
      bench("trainingjobs_until_jobs_complete_seconds_" + size, jobsSeconds);
      bench("trainingjobs_vs_jobs_" + size, seconds / plainSeconds);
      bench("creations_per_second_" + size, size / ((moments.lastAnswered() - start) / 1e9));
      double perJob = (double) (Figures.writes(operator) - writesBefore) / size;
      bench("writes_per_trainingjob_" + size, perJob);
      double cpu = Figures.cpuSeconds(operator) - cpuBefore;
      bench("cpu_seconds_" + size, cpu);
      ratio = Math.max(ratio, seconds / plainSeconds);
      writes = Math.max(writes, perJob);
      latencies(moments, size);
    }
    bench("rss_" + size + "_mib", Figures.residentMib(operator));
    remove(client, ours);
  }

  private void latencies(Moments moments, int size) {
    double[] starts = moments.untilAnswered();
    double[] ends = moments.untilSucceeded();
    Figures.latencies(moments, "_" + size);
    double[] all = DoubleStream.concat(Arrays.stream(starts), Arrays.stream(ends)).toArray();
    bench("status_p50_seconds_" + size, Figures.quantile(all, 0.5));
    p99 = Math.max(p99, Figures.quantile(all, 0.99));
  }

  /** Trainings that take a minute, and whose code reports something new every second. */
  private void reporting(Cluster cluster, KubernetesClient client) throws Exception {
    OperatorProcess operator = cluster.operator();
    Namespace namespace = Load.withStore(cluster, client);
    long writesBefore = Figures.writes(operator);
    final double cpuBefore = Figures.cpuSeconds(operator);
    try (var sidecars = new Sidecars();
        var moments = new Moments(client, namespace)) {
      Load.create(
          client,
          REPORTING,
          i -> Load.reporting(namespace, "tj" + i, REPORTING_SECONDS, Sidecars.address(i)));
      await(OFTEN, () -> moments.succeeded() == REPORTING);
      Figures.settle(operator);
      bench("reporting_questions_per_trainingjob", (double) sidecars.questions() / REPORTING);
    }
    bench(
        "reporting_writes_per_trainingjob",
        (double) (Figures.writes(operator) - writesBefore) / REPORTING);
    bench("reporting_cpu_seconds", Figures.cpuSeconds(operator) - cpuBefore);
    remove(client, namespace);
  }

  /** The operator is killed when half is done; another one waits, as the chart has it. */
  private static double takeOver(Cluster cluster, KubernetesClient client) throws Exception {
    Namespace namespace = Load.withStore(cluster, client);
    try (OperatorProcess next = OperatorProcess.start(client, Chart.NAMESPACE, Map.of());
        var moments = new Moments(client, namespace)) {
      String leader = leader(client);
      Load.create(client, TAKEN_OVER, i -> Load.trainingJob(namespace, "tj" + i));
      await(OFTEN, () -> moments.succeeded() >= TAKEN_OVER / 2);
      long killed = System.nanoTime();
      cluster.operator().kill();
      await(OFTEN, () -> !leader.equals(leader(client)));
      long led = System.nanoTime();
      await(Duration.ofMillis(10), () -> moments.lastStatus() > led);
      final double seconds = (moments.lastStatus() - killed) / 1e9;
      await(OFTEN, () -> moments.succeeded() == TAKEN_OVER);
      Figures.settle(next);
      assertThat(moments.jobs()).as("Jobs that were ever made").isEqualTo(TAKEN_OVER);
      assertThat(moments.pods()).as("pods that were ever made").isEqualTo(TAKEN_OVER);
      assertThat(versions(client, namespace))
          .hasSize(TAKEN_OVER)
          .extracting(version -> version.getSpec().model())
          .doesNotHaveDuplicates();
      return seconds;
    }
  }

  private static String leader(KubernetesClient client) {
    return client
        .leases()
        .inNamespace(Chart.NAMESPACE)
        .withName("slipway")
        .require()
        .getSpec()
        .getHolderIdentity();
  }

  private static List<ModelVersion> versions(KubernetesClient client, Namespace namespace) {
    return client.resources(ModelVersion.class).inNamespace(namespace.name()).list().getItems();
  }

  private static void remove(KubernetesClient client, Namespace namespace) {
    HasMetadata found = client.namespaces().withName(namespace.name()).require();
    client.resource(found).delete();
    await(
        Duration.ofSeconds(1), () -> client.namespaces().withName(namespace.name()).get() == null);
  }
}
