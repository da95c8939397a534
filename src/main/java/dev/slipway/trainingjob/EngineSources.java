package dev.slipway.trainingjob;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.engine.EngineRules;
import dev.slipway.engine.Engines;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Watches the kinds of other operators that the cluster has. One whose CRD comes later is watched
 * from the moment when a TrainingJob wants it.
 */
final class EngineSources {
  private static final String OURS =
      Slipway.MANAGED_BY + "=" + Slipway.MANAGER + "," + Slipway.ENGINE;

  /** How often a kind is looked for that is missing, however many TrainingJobs want it. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Engines known;
  private final InstantSource clock;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, Instant> missed = new ConcurrentHashMap<>();

  EngineSources(Engines known, InstantSource clock) {
    this.known = known;
    this.clock = clock;
  }

  /** The engines of this installation. */
  Engines known() {
    return known;
  }

  /** The names of those that are watched. */
  Set<String> watched() {
    return Set.copyOf(watched);
  }

  /** Those that the cluster has when the operator starts. */
  List<EventSource<?, TrainingJob>> installed(EventSourceContext<TrainingJob> context) {
    var sources = new ArrayList<EventSource<?, TrainingJob>>();
    for (EngineRules rules : known.all()) {
      if (served(rules, context.getClient())) {
        sources.add(source(rules, context));
        watched.add(rules.name());
      }
    }
    return sources;
  }

  /** Watches the kind that a TrainingJob is handed over to, when the cluster has it by now. */
  void ensure(TrainingJob tj, Context<TrainingJob> context) {
    JsonNode job = tj.getSpec().job();
    if (job == null) {
      return;
    }
    known
        .of(job)
        .filter(rules -> !watched.contains(rules.name()) && due(rules))
        .filter(rules -> served(rules, context.getClient()))
        .ifPresent(
            rules -> {
              var retriever = context.eventSourceRetriever();
              retriever.dynamicallyRegisterEventSource(
                  source(rules, retriever.eventSourceContextForDynamicRegistration()));
              watched.add(rules.name());
            });
  }

  /** Whether a kind that was missing is looked for now. */
  boolean due(EngineRules rules) {
    Instant now = clock.instant();
    return missed
        .merge(rules.name(), now, (last, asked) -> asked.isBefore(last.plus(LOOK)) ? last : asked)
        .equals(now);
  }

  /** The cached jobs of a TrainingJob. */
  Collection<GenericKubernetesResource> observed(Context<TrainingJob> context) {
    return watched.isEmpty()
        ? Set.of()
        : context.getSecondaryResources(GenericKubernetesResource.class);
  }

  private static boolean served(EngineRules rules, KubernetesClient client) {
    APIResourceList resources = client.getApiResources(rules.apiVersion());
    return resources != null
        && resources.getResources().stream()
            .anyMatch(resource -> resource.getName().equals(rules.plural()));
  }

  private static EventSource<GenericKubernetesResource, TrainingJob> source(
      EngineRules rules, EventSourceContext<TrainingJob> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(
                new GroupVersionKind(rules.apiVersion(), rules.kind()), TrainingJob.class)
            .withName("engine-" + rules.name())
            .withLabelSelector(OURS)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(TrainingJob.class))
            .build(),
        context);
  }
}
