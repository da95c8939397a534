package dev.slipway.monitor;

import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.monitor.collect.AgentAddress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a Monitor's controller watches, and whom each event concerns. */
final class MonitorSources {
  private static final String OURS = Slipway.MANAGED_BY + "=" + Slipway.MANAGER + ",";
  private static final String JOB_PODS = "job-pods";
  private static final String SERVING_PODS = "serving-pods";
  private static final String BY_DEPLOYMENT = "deployment";
  private static final String BY_TRAINING_JOB = "trainingjob";
  private static final int AGENT_PORT = 9090;

  static List<EventSource<?, Monitor>> of(EventSourceContext<Monitor> context) {
    IndexerResourceCache<Monitor> all = context.getPrimaryCache();
    all.addIndexer(BY_DEPLOYMENT, m -> keys(m, m.getSpec().deployment()));
    all.addIndexer(
        BY_TRAINING_JOB,
        m -> keys(m, m.getSpec().retrain() == null ? null : m.getSpec().retrain().trainingJob()));
    var serving =
        new InformerEventSource<Pod, Monitor>(
            InformerEventSourceConfiguration.from(Pod.class, Monitor.class)
                .withName(SERVING_PODS)
                .withLabelSelector(OURS + Slipway.DEPLOYMENT)
                .withSecondaryToPrimaryMapper(
                    pod ->
                        ids(all.byIndex(BY_DEPLOYMENT, key(pod, label(pod, Slipway.DEPLOYMENT)))))
                .withPrimaryToSecondaryMapper((Monitor m) -> Set.of())
                .withOnUpdateFilter((next, old) -> !agent(next).equals(agent(old)))
                .build(),
            context);
    serving.addIndexers(
        Map.of(BY_DEPLOYMENT, pod -> List.of(key(pod, label(pod, Slipway.DEPLOYMENT)))));
    return List.of(
        new InformerEventSource<Job, Monitor>(
            InformerEventSourceConfiguration.from(Job.class, Monitor.class)
                .withLabelSelector(OURS + Slipway.MONITOR)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(Monitor.class))
                .build(),
            context),
        new InformerEventSource<Pod, Monitor>(
            InformerEventSourceConfiguration.from(Pod.class, Monitor.class)
                .withName(JOB_PODS)
                .withLabelSelector(OURS + Slipway.MONITOR)
                .withSecondaryToPrimaryMapper(
                    pod -> Set.of(new ResourceID(label(pod, Slipway.MONITOR), namespace(pod))))
                .build(),
            context),
        serving,
        new InformerEventSource<ModelDeployment, Monitor>(
            InformerEventSourceConfiguration.from(ModelDeployment.class, Monitor.class)
                .withSecondaryToPrimaryMapper(
                    d -> ids(all.byIndex(BY_DEPLOYMENT, key(d, d.getMetadata().getName()))))
                .withPrimaryToSecondaryMapper(
                    (Monitor m) -> Set.of(new ResourceID(m.getSpec().deployment(), namespace(m))))
                .build(),
            context),
        new InformerEventSource<TrainingJob, Monitor>(
            InformerEventSourceConfiguration.from(TrainingJob.class, Monitor.class)
                .withSecondaryToPrimaryMapper(
                    tj -> ids(all.byIndex(BY_TRAINING_JOB, key(tj, tj.getMetadata().getName()))))
                .withPrimaryToSecondaryMapper(
                    (Monitor m) ->
                        m.getSpec().retrain() == null
                            ? Set.of()
                            : Set.of(
                                new ResourceID(m.getSpec().retrain().trainingJob(), namespace(m))))
                .build(),
            context),
        new InformerEventSource<ModelVersion, Monitor>(
            InformerEventSourceConfiguration.from(ModelVersion.class, Monitor.class)
                .withSecondaryToPrimaryMapper(version -> Set.of())
                .withPrimaryToSecondaryMapper((Monitor m) -> Set.of())
                .build(),
            context));
  }

  /** A ModelVersion of the Monitor's namespace. */
  static Optional<ModelVersion> version(Monitor monitor, String name, Context<Monitor> context) {
    return ((InformerEventSource<ModelVersion, Monitor>)
            context.eventSourceRetriever().getEventSourceFor(ModelVersion.class))
        .get(new ResourceID(name, namespace(monitor)));
  }

  /** The agents of a Monitor's Deployment. */
  static List<AgentAddress> agents(Monitor monitor, Context<Monitor> context) {
    return ((InformerEventSource<Pod, Monitor>)
            context.eventSourceRetriever().getEventSourceFor(Pod.class, SERVING_PODS))
        .byIndex(BY_DEPLOYMENT, key(monitor, monitor.getSpec().deployment())).stream()
            .map(MonitorSources::agent)
            .flatMap(Optional::stream)
            .toList();
  }

  /** Whether a pod is one of a Monitor's own Jobs. */
  static boolean isOfJob(Pod pod) {
    return pod.getMetadata().getLabels().containsKey(Slipway.MONITOR);
  }

  /** The agent in a pod; empty before it has an address and after its containers have ended. */
  static Optional<AgentAddress> agent(Pod pod) {
    var status = pod.getStatus();
    if (status == null || status.getPodIP() == null || !"Running".equals(status.getPhase())) {
      return Optional.empty();
    }
    boolean ready =
        pod.getMetadata().getDeletionTimestamp() == null
            && status.getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    String ip = status.getPodIP();
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return Optional.of(
        new AgentAddress(
            pod.getMetadata().getUid(),
            pod.getMetadata().getName(),
            URI.create("http://" + host + ":" + AGENT_PORT),
            ready));
  }

  private static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }

  private static @Nullable String label(Pod pod, String label) {
    return pod.getMetadata().getLabels().get(label);
  }

  private static List<String> keys(HasMetadata object, @Nullable String name) {
    return name == null ? List.of() : List.of(key(object, name));
  }

  private static String key(HasMetadata object, @Nullable String name) {
    return namespace(object) + "/" + name;
  }

  private static Set<ResourceID> ids(List<Monitor> monitors) {
    return monitors.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
  }

  private MonitorSources() {}
}
