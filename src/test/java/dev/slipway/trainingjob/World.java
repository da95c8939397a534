package dev.slipway.trainingjob;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingProgress;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.engine.Engines;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory with one TrainingJob: it takes the controller's writes as the API server
 * does, and lets the operator die after any of them.
 */
final class World {
  /** The operator dies here. */
  static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final Map<String, ObservedJob> jobs = new LinkedHashMap<>();
  final Map<String, ObservedEngine> handedOver = new LinkedHashMap<>();
  Engines engines = Engines.NONE;
  Set<String> watched = Set.of();
  final List<ModelVersion> versions = new ArrayList<>();
  final List<RetrainRequest> requests = new ArrayList<>();
  final List<String> created = new ArrayList<>();
  final List<String> tasks = new ArrayList<>();
  final List<String> stopped = new ArrayList<>();
  final List<Pod> strays = new ArrayList<>();
  final Map<String, JobNews> news = new LinkedHashMap<>();
  boolean seesQueues;
  @Nullable Dataset dataset;
  @Nullable TrainingProgress progress;

  /** What trials report, by their Jobs. */
  final Map<String, TrainingProgress> reported = new LinkedHashMap<>();

  Instant now = Fixtures.START;

  private final TrainingJob tj;
  private int writes;
  private int deathAfter = Integer.MAX_VALUE;
  @Nullable Duration again;

  World(TrainingJobSpec spec) {
    tj = Fixtures.job(spec);
  }

  /** What publish says when there is no model: not tried again. */
  static final String NO_MODEL =
      TerminationMessage.of(new Failure("NoModel", "the folder is empty", false));

  /** A world whose first run has made a model. */
  static World trained(TrainingJobSpec spec) {
    World world = new World(spec);
    world.dataset = Fixtures.ready(Fixtures.snapshot("one", "2026-11-20T09:30:00Z"));
    return world.settle().newest(Fixtures::training).settle().newest(Fixtures::succeeded).settle();
  }

  World dieAfter(int writes) {
    deathAfter = writes;
    return this;
  }

  int writes() {
    return writes;
  }

  TrainingJobStatus status() {
    return Objects.requireNonNull(tj.getStatus());
  }

  TrainingJobStatus.Run run() {
    return Objects.requireNonNull(status().run());
  }

  String ready() {
    return condition("Ready");
  }

  String condition(String type) {
    return status().conditions().stream()
        .filter(c -> c.type().equals(type))
        .map(c -> c.status() + " " + c.reason())
        .findFirst()
        .orElse("none");
  }

  String message() {
    return message("Ready");
  }

  String message(String type) {
    return status().conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow()
        .message();
  }

  World edit(TrainingJobSpec spec) {
    tj.setSpec(spec);
    tj.getMetadata().setGeneration(tj.getMetadata().getGeneration() + 1);
    return this;
  }

  World suspend() {
    return edit(Fixtures.suspended(tj.getSpec(), true));
  }

  World resume() {
    return edit(Fixtures.suspended(tj.getSpec(), false));
  }

  /** Somebody writes the annotation that asks for a run. */
  World ask(String value) {
    tj.getMetadata().setAnnotations(Map.of("slipway.dev/run", value));
    return this;
  }

  World askNothing() {
    tj.getMetadata().setAnnotations(null);
    return this;
  }

  World after(String duration) {
    now = now.plus(Duration.parse(duration));
    return this;
  }

  /** What became of the newest Job. */
  World newest(Function<Job, ObservedJob> fate) {
    String name = created.getLast();
    jobs.put(name, fate.apply(Objects.requireNonNull(jobs.get(name)).job()));
    return this;
  }

  World all(Function<Job, ObservedJob> fate) {
    jobs.replaceAll((name, job) -> job.active() ? fate.apply(job.job()) : job);
    return this;
  }

  /** Reconciles until nothing is written any more. */
  World settle() {
    for (int i = 0; i < 20; i++) {
      int before = writes;
      reconcile();
      if (writes == before) {
        return this;
      }
    }
    throw new AssertionError("does not settle: " + status());
  }

  /** Reconciles once; a death of the operator leaves what was written until then. */
  World reconcile() {
    try {
      once();
    } catch (Death e) {
      deathAfter = Integer.MAX_VALUE;
    }
    return this;
  }

  /** What the caches have. */
  TrainingJobObserved observed() {
    return new TrainingJobObserved(
        Map.copyOf(jobs),
        dataset,
        List.copyOf(versions),
        requests,
        progress(),
        strays,
        Map.copyOf(news),
        seesQueues,
        new EnginesObserved(Map.copyOf(handedOver), engines, watched));
  }

  /** Where its pods are asked how far they are. */
  Map<String, URI> asked() {
    return observed().progressAddresses(tj);
  }

  private void once() {
    Decision decision = TrainingJobPlan.next(tj, observed(), Fixtures.SETTINGS, now);
    again = decision.again();
    switch (decision) {
      case Decision.Rest rest ->
          rest.stop()
              .forEach(
                  job -> {
                    jobs.remove(job.getMetadata().getName());
                    handedOver.remove(job.getMetadata().getName());
                    stopped.add(job.getMetadata().getName());
                    wrote();
                  });
      case Decision.Start start -> {
        String name = start.job().getMetadata().getName();
        if (created.contains(name) && jobs.containsKey(name)) {
          return; // 409
        }
        created.add(name);
        String task = start.job().getMetadata().getAnnotations().get(Slipway.TRIAL_TASK);
        if (task != null) {
          tasks.add(task);
        }
        jobs.put(name, Fixtures.pending(Fixtures.created(start.job(), now)));
        wrote();
      }
      case Decision.Note note -> {
        jobs.computeIfPresent(note.job().getMetadata().getName(), (name, job) -> noted(job, note));
        wrote();
      }
      case Decision.HandOver handOver -> {
        String name = handOver.job().getMetadata().getName();
        if (handedOver.containsKey(name)) {
          return; // 409
        }
        created.add(name);
        handedOver.put(name, engine(handOver.job(), List.of()));
        wrote();
      }
      case Decision.Publish publish -> {
        String name = publish.version().getMetadata().getName();
        if (versions.stream().anyMatch(v -> v.getMetadata().getName().equals(name))) {
          return; // 409
        }
        versions.add(publish.version());
        wrote();
      }
    }
    if (!decision.status().equals(tj.getStatus())) {
      tj.setStatus(decision.status());
      wrote();
    }
  }

  /** The other operator writes a status, and the newest job's pods are these. */
  World engine(String status, Pod... pods) {
    String name = created.getLast();
    GenericKubernetesResource job = Objects.requireNonNull(handedOver.get(name)).resource();
    job.setAdditionalProperty(
        "status", Serialization.unmarshal(Fixtures.yaml(status).toString(), Map.class));
    handedOver.put(name, engine(job, List.of(pods)));
    return this;
  }

  private ObservedEngine engine(GenericKubernetesResource job, List<Pod> pods) {
    job.getMetadata().setCreationTimestamp(Fixtures.START.toString());
    return ObservedEngine.of(
        job, engines.of(job.getApiVersion(), job.getKind()).orElseThrow(), pods);
  }

  private Map<String, TrainingProgress> progress() {
    Map<String, TrainingProgress> all = new LinkedHashMap<>(reported);
    TrainingProgress one = progress;
    if (one != null) {
      Stream.concat(jobs.keySet().stream(), handedOver.keySet().stream())
          .forEach(name -> all.putIfAbsent(name, one));
    }
    return all;
  }

  /** A deadline that has passed ends the pods. */
  private ObservedJob noted(ObservedJob job, Decision.Note note) {
    if (note.stop()) {
      stopped.add(note.job().getMetadata().getName());
    }
    var noted =
        new JobBuilder(job.job())
            .editMetadata()
            .addToAnnotations(Slipway.TRIAL_OUTCOME, note.outcome())
            .endMetadata()
            .build();
    return note.stop()
        ? Fixtures.failed(noted, "train", 143, "Error", "")
        : new ObservedJob(noted, job.pods());
  }

  private void wrote() {
    writes++;
    if (writes == deathAfter) {
      throw new Death();
    }
  }
}
