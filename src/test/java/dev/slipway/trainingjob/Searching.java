package dev.slipway.trainingjob;

import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.Search;
import dev.slipway.api.SearchBuilder;
import dev.slipway.api.SearchProgress;
import dev.slipway.api.Slipway;
import dev.slipway.api.SnapshotCache;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Evaluation;
import dev.slipway.api.TrainingProgress;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.api.Validation;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import dev.slipway.store.Digest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Searches in a {@link World}, and what has become of them. */
final class Searching {
  static final Search GRID =
      Fixtures.parse(
          """
          algorithm: Grid
          objective: {metric: rmse, goal: Minimize}
          parallelism: 2
          parameters:
          - {name: depth, integer: {min: 1, max: 4}}
          """,
          Search.class);

  static World world(Search search) {
    return new World(spec(search)).settle();
  }

  static World finished(World world) {
    for (int i = 0; i < 20 && !world.run().state().equals(Runs.SUCCEEDED); i++) {
      world.all(job -> succeeded(job, Math.abs(depth(job) - 3))).settle();
    }
    return world;
  }

  static TrainingJobSpec spec(Search search) {
    return Fixtures.with(Fixtures.spec(null), spec -> spec.search(search));
  }

  /** A search that ends with the first trial which passes a gate. */
  static World gated(String gate) {
    Validation validation = Fixtures.parse("gates: [" + gate + "]", Validation.class);
    return new World(
            Fixtures.with(
                spec(with(GRID, s -> s.untilGatesPass(true))), s -> s.validation(validation)))
        .settle();
  }

  static World folded(@Nullable Search search, int folds) {
    return folded(search, folds, null);
  }

  static World folded(@Nullable Search search, int folds, @Nullable SnapshotCache cache) {
    var world =
        new World(
            Fixtures.with(
                Fixtures.spec("rides"),
                spec -> spec.search(search).evaluation(new Evaluation(folds, null)).cache(cache)));
    world.dataset = Fixtures.ready(Fixtures.snapshot("one", "2026-11-20T09:30:00Z"));
    return world.settle();
  }

  static Search with(Search search, UnaryOperator<SearchBuilder> change) {
    return change.apply(SearchBuilder.builder(search)).build();
  }

  static Search early(Search search) {
    return with(search, s -> s.earlyStop(new Search.EarlyStop(Search.Rule.ASHA, 1L, 3, 9L, null)));
  }

  static SearchProgress search(World world) {
    return Objects.requireNonNull(world.run().search());
  }

  static List<String> active(World world) {
    return world.jobs.entrySet().stream()
        .filter(e -> e.getValue().active())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The values of depth, in the order in which they were tried. */
  static List<String> tried(World world) {
    return world.tasks.stream()
        .map(task -> task.replaceAll(".*\"depth\":\"(\\d)\".*", "$1"))
        .toList();
  }

  static Map<String, String> parameters(World world) {
    return Map.copyOf(
        Objects.requireNonNull(world.versions.getFirst().getSpec().lineage()).parameters());
  }

  static Job job(World world, String name) {
    return Objects.requireNonNull(world.jobs.get(name)).job();
  }

  static int depth(Job job) {
    return Integer.parseInt(
        Objects.requireNonNull(job.getMetadata().getAnnotations().get(Slipway.TRIAL_TASK))
            .replaceAll(".*\"depth\":\"(\\d)\".*", "$1"));
  }

  static int fold(Job job) {
    return Integer.parseInt(job.getMetadata().getLabels().get(Slipway.FOLD));
  }

  static ObservedJob succeeded(Job job, double rmse) {
    String digest =
        Digest.ofText(
            job.getMetadata()
                .getAnnotations()
                .getOrDefault(Slipway.TRIAL_TASK, "")
                .replaceAll(".*\"depth\":\"(\\d)\".*", "$1"));
    return succeeded(job, rmse, new Artifact("pvc://slipway-store/root/m", digest, 10L));
  }

  static ObservedJob succeeded(Job job, double rmse, @Nullable Artifact artifact) {
    return Fixtures.succeeded(
        job, TerminationMessage.of(new PublishResult(artifact, Map.of("rmse", rmse))));
  }

  static TrainingProgress curve(Map<Long, Double> values) {
    return TrainingProgressBuilder.builder().curve(values).build();
  }

  /** What the newest pod's publish is asked to do. */
  static String task(World world) {
    return tasks(world).lines().filter(task -> task.contains("\"keep\"")).findFirst().orElse("");
  }

  /** What all containers of ours in the newest pod are asked to do, each in a line. */
  static String tasks(World world) {
    PodSpec pod = job(world, world.created.getLast()).getSpec().getTemplate().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .flatMap(container -> container.getEnv().stream())
        .filter(env -> env.getName().equals(PodPaths.TASK))
        .map(EnvVar::getValue)
        .collect(Collectors.joining("\n"));
  }

  static Container trainer(World world, String name) {
    return job(world, name).getSpec().getTemplate().getSpec().getInitContainers().getLast();
  }

  static @Nullable String variable(World world, String name, String variable) {
    return trainer(world, name).getEnv().stream()
        .filter(env -> env.getName().equals(variable))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse(null);
  }

  private Searching() {}
}
