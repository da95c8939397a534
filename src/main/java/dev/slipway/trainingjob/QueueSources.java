package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.job.Kueue;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodRefusal;
import dev.slipway.job.QueueSettings;
import dev.slipway.job.Workload;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What others say of the Jobs of attempts: Kueue in its Workloads, where it is installed, and the
 * Job controller in Events about pods that it cannot make.
 */
final class QueueSources {
  private static final Logger LOG = Logger.getLogger(QueueSources.class);
  private static final String BY_JOB = "job";

  static List<EventSource<?, TrainingJob>> of(
      EventSourceContext<TrainingJob> context,
      InformerEventSource<Job, TrainingJob> jobs,
      QueueSettings settings) {
    var sources = new ArrayList<EventSource<?, TrainingJob>>();
    var refusals =
        new InformerEventSource<Event, TrainingJob>(
            InformerEventSourceConfiguration.from(Event.class, TrainingJob.class)
                .withFieldSelector(
                    new FieldSelectorBuilder()
                        .withField("reason", PodRefusal.EVENT)
                        .withField("involvedObject.kind", "Job")
                        .build())
                .withSecondaryToPrimaryMapper(
                    event -> concerned(jobs, event, event.getInvolvedObject().getName()))
                .build(),
            context);
    refusals.addIndexers(
        Map.of(BY_JOB, event -> Stream.ofNullable(event.getInvolvedObject().getUid()).toList()));
    sources.add(refusals);
    if (settings.kueue() && installed(context)) {
      sources.add(workloads(context, jobs));
    }
    return sources;
  }

  private static boolean installed(EventSourceContext<TrainingJob> context) {
    boolean installed = context.getClient().supports(Workload.class);
    if (!installed) {
      LOG.warnf(
          "%s/%s is not served: what Kueue says of Jobs is not shown; restart the operator when"
              + " Kueue is installed",
          Kueue.GROUP, Kueue.VERSION);
    }
    return installed;
  }

  private static InformerEventSource<Workload, TrainingJob> workloads(
      EventSourceContext<TrainingJob> context, InformerEventSource<Job, TrainingJob> jobs) {
    var workloads =
        new InformerEventSource<Workload, TrainingJob>(
            InformerEventSourceConfiguration.from(Workload.class, TrainingJob.class)
                .withLabelSelector(Kueue.JOB_UID)
                .withSecondaryToPrimaryMapper(
                    workload ->
                        workload.getMetadata().getOwnerReferences().stream()
                            .filter(owner -> owner.getKind().equals("Job"))
                            .findFirst()
                            .map(owner -> concerned(jobs, workload, owner.getName()))
                            .orElse(Set.of()))
                .build(),
            context);
    workloads.addIndexers(Map.of(BY_JOB, workload -> workload.job().stream().toList()));
    return workloads;
  }

  /** Whose Job it is: of one that is not known yet the Job's own event tells. */
  private static Set<ResourceID> concerned(
      InformerEventSource<Job, TrainingJob> jobs, HasMetadata about, String job) {
    String namespace = about.getMetadata().getNamespace();
    return jobs.get(new ResourceID(job, namespace))
        .map(known -> known.getMetadata().getLabels().get(Slipway.TRAINING_JOB))
        .map(name -> Set.of(new ResourceID(name, namespace)))
        .orElse(Set.of());
  }

  /** What is said of Jobs, by their uids. */
  static Map<String, JobNews> news(Collection<ObservedJob> jobs, Context<TrainingJob> context) {
    var refusals = find(context, Event.class);
    var workloads = find(context, Workload.class);
    var all = new HashMap<String, JobNews>();
    for (ObservedJob job : jobs) {
      String uid = job.job().getMetadata().getUid();
      all.put(
          uid,
          new JobNews(
              said(workloads, uid).findFirst().orElse(null),
              said(refusals, uid)
                  .map(PodRefusal::of)
                  .flatMap(Optional::stream)
                  .max(Comparator.comparing(PodRefusal::last))
                  .orElse(null)));
    }
    return all;
  }

  /** Whether the operator can read what Kueue says. */
  static boolean seesQueues(Context<TrainingJob> context) {
    return find(context, Workload.class) != null;
  }

  private static <R extends HasMetadata> Stream<R> said(
      @Nullable InformerEventSource<R, TrainingJob> source, String uid) {
    return source == null ? Stream.empty() : source.byIndex(BY_JOB, uid).stream();
  }

  private static <R extends HasMetadata> @Nullable InformerEventSource<R, TrainingJob> find(
      Context<TrainingJob> context, Class<R> type) {
    return context.eventSourceRetriever().getEventSourcesFor(type).stream()
        .map(source -> (InformerEventSource<R, TrainingJob>) source)
        .findFirst()
        .orElse(null);
  }

  private QueueSources() {}
}
