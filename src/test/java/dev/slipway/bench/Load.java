package dev.slipway.bench;

import dev.slipway.api.TrainingJob;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.StoreVolume;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** What benchmarks give a cluster to do. */
final class Load {
  private static final int CREATORS = 8;
  private static final String TRAINS_FOR = "test.slipway.dev/trains-for";
  private static final String POD_IP = "test.slipway.dev/pod-ip";

  /** What a real {@code publish} leaves. */
  private static final String RESULT =
      """
      {"result":{"artifact":{"uri":"pvc://slipway-store/m","digest":"sha256:%064d","sizeBytes":1},"metrics":{"auc":0.9}}}
      """
          .formatted(0)
          .strip();

  /** A namespace whose store's claim is bound. */
  static Namespace withStore(Cluster cluster, KubernetesClient client) {
    Namespace namespace = cluster.newNamespace();
    StoreVolume.bind(client, namespace);
    return namespace;
  }

  /** A TrainingJob whose training takes no time. */
  static TrainingJob trainingJob(Namespace namespace, String name) {
    return trainingJob(namespace, name, Map.of());
  }

  /**
   * A TrainingJob whose pod says what it does.
   *
   * @param seconds how long training takes
   * @param address where its sidecar answers
   */
  static TrainingJob reporting(Namespace namespace, String name, long seconds, String address) {
    return trainingJob(namespace, name, Map.of(TRAINS_FOR, seconds + "s", POD_IP, address));
  }

  private static TrainingJob trainingJob(
      Namespace namespace, String name, Map<String, String> annotations) {
    var all = new TreeMap<>(annotations);
    all.put("test.slipway.dev/termination-message", RESULT);
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: TrainingJob
        metadata: {name: %s, namespace: %s}
        spec:
          model: %s
          template:
            metadata:
              annotations: %s
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: train
                image: train
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
            .formatted(name, namespace.name(), name, Serialization.asJson(all)),
        TrainingJob.class);
  }

  /**
   * A plain Job that does what an attempt's Job does: the same pod, but nobody watches it.
   *
   * @param attempt a Job that the operator has made
   */
  static Job plain(Job attempt, Namespace namespace, String name) {
    var builder =
        new JobBuilder(attempt)
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace.name())
            .endMetadata()
            .withStatus(null);
    return builder
        .editSpec()
        .withSelector(null)
        .editTemplate()
        .editMetadata()
        .withLabels(Map.of("bench", "plain"))
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Creates many objects, some at a time, and returns when the API server has them all. */
  static void create(KubernetesClient client, int count, IntFunction<HasMetadata> object)
      throws Exception {
    try (var pool = Executors.newFixedThreadPool(CREATORS)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(pool.submit(() -> client.resource(object.apply(number)).create()));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private Load() {}
}
