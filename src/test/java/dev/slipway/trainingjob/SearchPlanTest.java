package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.Search;
import dev.slipway.api.SearchProgress;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Evaluation;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.api.Validation;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import dev.slipway.store.Digest;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search from its first trial to the model of its best one. */
class SearchPlanTest {
  private static final Search GRID =
      Fixtures.parse(
          """
          algorithm: Grid
          objective: {metric: rmse, goal: Minimize}
          parallelism: 2
          parameters:
          - {name: depth, integer: {min: 1, max: 4}}
          """,
          Search.class);

  @Test
  void triesEverythingAndPublishesTheBest() {
    World world = world(GRID);
    while (!world.run().state().equals(Runs.SUCCEEDED)) {
      assertThat(active(world)).hasSizeLessThanOrEqualTo(2);
      world.all(job -> succeeded(job, Math.abs(depth(job) - 3))).settle();
    }
    assertThat(tried(world)).containsExactly("1", "2", "3", "4");
    assertThat(world.ready()).isEqualTo("True Trained");
    ModelVersion version = world.versions.getFirst();
    assertThat(version.getSpec().metrics()).containsEntry("rmse", 0.0);
    assertThat(parameters(world))
        .containsExactlyInAnyOrderEntriesOf(Map.of("depth", "3", "trees", "200"));
    assertThat(version.getSpec().artifact().digest()).isEqualTo(Digest.ofText("3"));
    SearchProgress search = search(world);
    assertThat(search.ended()).isEqualTo("SpaceExhausted");
    assertThat(search.succeeded()).isEqualTo(4);
    assertThat(Objects.requireNonNull(search.best()).trial()).isEqualTo(3);
    assertThat(Objects.requireNonNull(search.last()).trial()).isEqualTo(4);
    assertThat(world.status().attempts()).isEmpty();
    assertThat(world.status().metric()).isEqualTo("rmse=0");
    assertThat(world.after("PT1H").settle().versions).hasSize(1);
  }

  @Test
  void aTrialIsToldTheBestOfBefore() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    assertThat(task(world.newest(job -> succeeded(job, 5)).settle())).contains("\"best\":5.0");
    assertThat(task(world.newest(job -> succeeded(job, 7)).settle())).contains("\"best\":5.0");
    assertThat(task(world.newest(job -> succeeded(job, 2)).settle())).contains("\"best\":2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TPE", "Random", "Grid"})
  void goesOnAfterTheOperatorDiesAnywhereAndTriesTheSame(String algorithm) {
    Search search =
        with(
            GRID,
            s ->
                s.algorithm(Search.Algorithm.valueOf(algorithm))
                    .trials(algorithm.equals("Grid") ? null : 4)
                    .parallelism(1));
    World straight = finished(world(search));
    for (int death = 1; death <= straight.writes(); death++) {
      World world = finished(new World(spec(search)).dieAfter(death).settle());
      assertThat(tried(world)).as("dies after write %d", death).isEqualTo(tried(straight));
      assertThat(world.created).doesNotHaveDuplicates();
      assertThat(world.versions).hasSize(1);
      assertThat(world.status()).isEqualTo(straight.status());
    }
  }

  @Test
  void aTrialThatFailsIsTriedAgainAsSpecRetrySays() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
    assertThat(world.created).hasSize(1);
    assertThat(search(world).running()).isEqualTo(1);
    assertThat(world.again).as("when it is due").isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    world.after("PT10S").settle();
    assertThat(tried(world)).containsExactly("1", "1");
    assertThat(world.created.getLast()).endsWith("-t1-a2");
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).failed()).isZero();
    assertThat(tried(world)).as("its place was kept for it").containsExactly("1", "1", "2");
  }

  @Test
  void aTrialFailsWhenItsFailuresAreSpentAndTheNextHasItsOwn() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    for (int i = 1; i <= 4; i++) {
      world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
      world.after("PT10M").settle();
    }
    assertThat(tried(world)).containsExactly("1", "1", "1", "2", "2");
    assertThat(search(world).failed()).isEqualTo(1);
    assertThat(Objects.requireNonNull(search(world).last()).reason()).isEqualTo("AppError");
  }

  @Test
  void aJobThatIsNotInTheCacheYetIsWaitedFor() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.jobs.remove(world.created.getFirst());
    world.settle();
    assertThat(world.created).hasSize(1);
    world.after("PT1M").settle();
    assertThat(tried(world)).as("somebody has deleted it").containsExactly("1", "2");
  }

  @Test
  void aRunThatIsAskedForSearchesAnew() {
    World world = finished(world(GRID)).ask("once more").settle();
    assertThat(tried(world)).containsExactly("1", "2", "3", "4", "1", "2");
    assertThat(search(world).started()).isEqualTo(2);
    finished(world);
    assertThat(world.versions).hasSize(2);
  }

  @Test
  void aTrialThatIsDisruptedIsTriedAgainWithoutCharge() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    for (int i = 1; i <= 5; i++) {
      world.newest(job -> Fixtures.disrupted(job, "EvictionByEvictionAPI")).settle();
      world.after("PT10M").settle();
    }
    assertThat(tried(world)).containsExactly("1", "1", "1", "1", "1", "1");
  }

  @Test
  void endsWithTheBestAfterTooManyFailures() {
    World world = world(with(GRID, s -> s.maxFailedTrials(0)));
    world.newest(Fixtures::training);
    String first = world.created.getFirst();
    world.jobs.computeIfPresent(first, (name, job) -> succeeded(job.job(), 1));
    world.settle();
    assertThat(active(world)).hasSize(2);
    String third = world.created.getLast();
    world.jobs.computeIfPresent(
        third, (n, j) -> Fixtures.failed(j.job(), "train", 1, "OOMKilled", ""));
    world.settle();
    assertThat(search(world).ended()).isEqualTo("TooManyFailures");
    assertThat(active(world)).as("nobody waits for it any more").isEmpty();
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);
    assertThat(parameters(world)).containsEntry("depth", "1");
  }

  @Test
  void failsWhenNoTrialSucceeds() {
    World world = world(with(GRID, s -> s.maxFailedTrials(0).parallelism(1)));
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(world.ready()).isEqualTo("False NoTrialSucceeded");
    assertThat(world.message()).contains("TooManyFailures", "trial 1: OOMKilled");
    assertThat(world.run().state()).isEqualTo(Runs.FAILED);
    assertThat(world.versions).isEmpty();
    assertThat(world.after("PT9H").settle().created).as("terminal is final").hasSize(1);
  }

  @Test
  void stopsWhatIsWorseThanOthersAtTheSameStep() {
    World world = world(early(GRID));
    world.all(Fixtures::training);
    String good = world.created.get(0);
    String bad = world.created.get(1);
    world.reported.put(good, curve(Map.of(1L, 0.1)));
    world.settle();
    world.reported.put(bad, curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.stopped).containsExactly(bad);
    assertThat(search(world).stopped()).isEqualTo(1);
    assertThat(Objects.requireNonNull(search(world).last()).reason()).isEqualTo("StoppedEarly");
    assertThat(tried(world)).as("its place is taken").containsExactly("1", "2", "3");
  }

  @Test
  void whatHasEndedIsComparedWithToo() {
    World world = world(early(with(GRID, s -> s.parallelism(1))));
    world.reported.put(world.created.getLast(), curve(Map.of(1L, 0.1)));
    world.newest(job -> succeeded(job, 0.1)).settle();
    world.reported.clear();
    world.reported.put(world.created.getLast(), curve(Map.of(1L, 9.0)));
    world.newest(Fixtures::training).settle();
    assertThat(world.stopped).containsExactly(world.created.get(1));
  }

  @Test
  void foldsAreComparedWithTheSameFoldOfOthers() {
    World world = folded(early(with(GRID, s -> s.parallelism(4))), 2);
    world.all(Fixtures::training);
    world.reported.put(world.created.get(0), curve(Map.of(1L, 0.1)));
    world.reported.put(world.created.get(3), curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.created.subList(0, 4))
        .extracting(name -> name.replaceAll(".*-(t\\d-f\\d)-.*", "$1"))
        .containsExactly("t1-f1", "t1-f2", "t2-f1", "t2-f2");
    assertThat(world.stopped).isEmpty();
    world.reported.put(world.created.get(2), curve(Map.of(1L, 9.0)));
    world.settle();
    assertThat(world.stopped).as("its other fold with it").containsExactlyInAnyOrder(
        world.created.get(2), world.created.get(3));
  }

  @Test
  void ofSeveralThatWaitTheFirstThatIsDueTrainsFirst() {
    World world = world(GRID);
    world.newest(job -> Fixtures.failed(job, "train", 1, "Error", "")).settle();
    world.after("PT5S");
    String first = world.created.getFirst();
    world.jobs.computeIfPresent(
        first, (name, job) -> Fixtures.failed(job.job(), "train", 1, "Error", ""));
    world.settle();
    world.edit(spec(with(GRID, s -> s.parallelism(1)))).after("PT1M").settle();
    assertThat(world.created.getLast()).endsWith("-t2-a2");
    assertThat(active(world)).hasSize(1);
  }

  @Test
  void ofEqualTrialsTheOneThatHasLeftAModelIsTaken() {
    World world = world(with(GRID, s -> s.trials(2)));
    world.jobs.computeIfPresent(
        world.created.get(0), (name, job) -> succeeded(job.job(), 1, null));
    world.jobs.computeIfPresent(world.created.get(1), (name, job) -> succeeded(job.job(), 1));
    world.settle();
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(parameters(world)).containsEntry("depth", "2");
  }

  @Test
  void aGateOnAMetricThatIsNotReportedIsNotPassed() {
    World world = gated("{metric: train.auc, max: 2}");
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isNull();
    assertThat(tried(world)).containsExactly("1", "2", "3");
  }

  @Test
  void endsWithTheFirstThatPassesTheGates() {
    World world = gated("{metric: train.rmse, max: 2}");
    world.newest(job -> succeeded(job, 1.5)).settle();
    assertThat(search(world).ended()).isEqualTo("GatesPassed");
    assertThat(world.versions).hasSize(1);
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);
    assertThat(active(world)).isEmpty();
  }

  @Test
  void theFirstThatPassesTheGatesIsTakenThoughAnotherIsBetter() {
    World world = gated("{metric: train.rmse, min: 1, max: 2}");
    world.jobs.computeIfPresent(world.created.get(0), (name, job) -> succeeded(job.job(), 0.5));
    world.settle();
    assertThat(task(world)).as("any of them may be taken").doesNotContain("\"best\"");
    world.jobs.computeIfPresent(world.created.get(1), (name, job) -> succeeded(job.job(), 1.5));
    world.settle();
    assertThat(search(world).ended()).isEqualTo("GatesPassed");
    assertThat(parameters(world)).containsEntry("depth", "2");
    assertThat(Objects.requireNonNull(world.versions.getFirst().getSpec().lineage()).imageId())
        .as("of the trial's pod")
        .isEqualTo("train@sha256:1234");
  }

  @Test
  void noTrialStartsAfterMaxDuration() {
    World world = world(with(GRID, s -> s.maxDuration("1h").parallelism(1)));
    assertThat(Objects.requireNonNull(world.again).toMinutes()).isLessThanOrEqualTo(60);
    world.all(Fixtures::training).after("PT61M").settle();
    assertThat(active(world)).as("what runs goes on").hasSize(1);
    world.newest(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isEqualTo("MaxDuration");
    assertThat(world.created).hasSize(1);
    assertThat(world.versions).hasSize(1);
  }

  @Test
  void isSuspendedAndGoesOnWithTheSameTrials() {
    World world = world(GRID).all(Fixtures::training).settle();
    world.suspend().settle();
    assertThat(active(world)).isEmpty();
    assertThat(world.ready()).isEqualTo("False Suspended");
    assertThat(world.run().state()).isEqualTo(Runs.SUSPENDED);
    world.after("PT1H").resume().settle();
    assertThat(tried(world)).containsExactly("1", "2", "1", "2");
    finished(world);
    assertThat(tried(world)).containsExactly("1", "2", "1", "2", "3", "4");
    assertThat(world.run().failures()).isZero();
    assertThat(world.versions).hasSize(1);
  }

  @Test
  void aChangeOfWhatIsSearchedStartsAnewAndABudgetDoesNot() {
    World world = world(GRID);
    String run = world.run().name();
    world.edit(spec(with(GRID, s -> s.parallelism(3).trials(3).maxDuration("9h")))).settle();
    assertThat(world.run().name()).isEqualTo(run);
    assertThat(active(world)).hasSize(3);
    world.all(job -> succeeded(job, 1)).settle();
    assertThat(search(world).ended()).isEqualTo("TrialsDone");
    assertThat(world.run().state()).isEqualTo(Runs.SUCCEEDED);

    World other = world(GRID);
    other.edit(spec(with(GRID, s -> s.seed(7L)))).settle();
    assertThat(other.run().name()).isNotEqualTo(run);
    assertThat(other.stopped).as("trials of before").hasSize(2);
    assertThat(active(other)).hasSize(2);
  }

  @Test
  void aTrialThatSomebodyDeletesIsNotRepeated() {
    World world = world(with(GRID, s -> s.parallelism(1)));
    world.newest(job -> succeeded(job, -1)).settle();
    world.newest(job -> succeeded(job, 2)).settle();
    world.jobs.remove(world.created.get(0));
    finished(world);
    assertThat(tried(world)).containsExactly("1", "2", "3", "4");
    assertThat(parameters(world)).as("the status remembers the best").containsEntry("depth", "1");
  }

  @Test
  void refusesWhatCannotBeSearched() {
    Search wide =
        with(
            GRID,
            s ->
                s.parameters(
                    List.of(
                        Fixtures.parse(
                            "{name: rate, number: {min: 0.1, max: 0.5}}",
                            Search.Parameter.class))));
    assertThat(world(wide).ready()).isEqualTo("False InvalidSearch");
    assertThat(world(wide).message()).contains("parameter rate has no steps");
  }

  @Test
  void otherAlgorithmsAreOtherContainers() {
    Search search =
        with(
            GRID,
            s ->
                s.parallelism(4)
                    .parameters(
                        Fixtures.parse(
                                """
                                parameters:
                                - name: algorithm
                                  values: [forest, boosting]
                                  containers: {boosting: {image: 'boost:1', command: [python, boost.py]}}
                                - {name: rate, values: ['0.1', '0.2'], when: {parameter: algorithm, in: [boosting]}}
                                algorithm: Grid
                                objective: {metric: rmse, goal: Minimize}
                                """,
                                Search.class)
                            .parameters()));
    World world = world(search);
    assertThat(world.created)
        .extracting(
            name -> trainer(world, name).getImage(),
            name -> String.join(" ", trainer(world, name).getCommand()),
            name -> variable(world, name, "SLIPWAY_PARAM_RATE"))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("train:1", "", null),
            org.assertj.core.groups.Tuple.tuple("boost:1", "python boost.py", "0.1"),
            org.assertj.core.groups.Tuple.tuple("boost:1", "python boost.py", "0.2"));
  }

  @Test
  void foldsDecideByTheirMeanAndTheModelIsTrainedOnAll() {
    World world = folded(with(GRID, s -> s.parallelism(3)), 3);
    assertThat(active(world)).hasSize(3);
    while (world.run().attempt() == 0) {
      world.all(job -> succeeded(job, Math.abs(depth(job) - 2) + fold(job), null)).settle();
    }
    assertThat(world.created).hasSize(13);
    assertThat(world.created.getLast()).endsWith("-a1").doesNotContain("-t");
    SearchProgress.Result best = Objects.requireNonNull(search(world).best());
    assertThat(best.trial()).isEqualTo(2);
    assertThat(best.objective()).isEqualTo(2.0);
    assertThat(Objects.requireNonNull(best.deviation())).isCloseTo(1.0, within(1e-12));
    assertThat(variable(world, world.created.getLast(), "SLIPWAY_PARAM_DEPTH")).isEqualTo("2");
    world.newest(job -> succeeded(job, 0.25)).settle();
    assertThat(world.status().attempts()).extracting(Attempt::reason).containsExactly("Succeeded");
    assertThat(world.versions.getFirst().getSpec().metrics())
        .containsEntry("rmse", 0.25)
        .containsEntry("cv.rmse", 2.0)
        .containsEntry("cv.rmse.std", 1.0);
    assertThat(parameters(world)).containsEntry("depth", "2");
  }

  @Test
  void aFoldThatFailsEndsItsTrial() {
    World world = folded(with(GRID, s -> s.parallelism(3)), 3);
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(search(world).failed()).isEqualTo(1);
    assertThat(world.stopped).hasSize(2);
    assertThat(tried(world)).containsExactly("1", "1", "1", "2", "2", "2");
  }

  @Test
  void foldsWithoutASearchAreOneTrial() {
    World world = folded(null, 2);
    assertThat(world.created).hasSize(1);
    assertThat(tasks(world)).contains("\"fold\":{\"index\":0,\"of\":2}", "\"never\":true");
    world.newest(job -> succeeded(job, 1, null)).settle();
    assertThat(tasks(world)).contains("\"fold\":{\"index\":1,\"of\":2}", "\"never\":true");
    world.newest(job -> succeeded(job, 2, null)).settle();
    assertThat(tasks(world)).as("on all rows").doesNotContain("\"fold\"", "\"keep\"");
    world.newest(job -> succeeded(job, 4)).settle();
    assertThat(world.versions.getFirst().getSpec().metrics())
        .containsEntry("rmse", 4.0)
        .containsEntry("cv.rmse", 1.5);
  }

  @Test
  void foldsThatFailFailTheRun() {
    World world = folded(null, 2);
    world.newest(job -> Fixtures.failed(job, "train", 1, "OOMKilled", "")).settle();
    assertThat(world.ready()).isEqualTo("False NoTrialSucceeded");
  }

  private static World world(Search search) {
    return new World(spec(search)).settle();
  }

  private static World finished(World world) {
    for (int i = 0; i < 20 && !world.run().state().equals(Runs.SUCCEEDED); i++) {
      world.all(job -> succeeded(job, Math.abs(depth(job) - 3))).settle();
    }
    return world;
  }

  private static TrainingJobSpec spec(Search search) {
    return Fixtures.with(Fixtures.spec(null), spec -> spec.search(search));
  }

  /** A search that ends with the first trial which passes a gate. */
  private static World gated(String gate) {
    Validation validation = Fixtures.parse("gates: [" + gate + "]", Validation.class);
    return new World(
            Fixtures.with(
                spec(with(GRID, s -> s.untilGatesPass(true))), s -> s.validation(validation)))
        .settle();
  }

  private static World folded(@Nullable Search search, int folds) {
    var world =
        new World(
            Fixtures.with(
                Fixtures.spec("rides"),
                spec -> spec.search(search).evaluation(new Evaluation(folds, null))));
    world.dataset = Fixtures.ready(Fixtures.snapshot("one", "2026-11-20T09:30:00Z"));
    return world.settle();
  }

  private static Search with(Search search, UnaryOperator<dev.slipway.api.SearchBuilder> change) {
    return change.apply(dev.slipway.api.SearchBuilder.builder(search)).build();
  }

  private static Search early(Search search) {
    return with(
        search, s -> s.earlyStop(new Search.EarlyStop(Search.Rule.ASHA, 1L, 3, 9L, null)));
  }

  private static SearchProgress search(World world) {
    return Objects.requireNonNull(world.run().search());
  }

  private static List<String> active(World world) {
    return world.jobs.entrySet().stream()
        .filter(e -> e.getValue().active())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The values of depth, in the order in which they were tried. */
  private static List<String> tried(World world) {
    return world.tasks.stream()
        .map(task -> task.replaceAll(".*\"depth\":\"(\\d)\".*", "$1"))
        .toList();
  }

  private static Map<String, String> parameters(World world) {
    return Map.copyOf(
        Objects.requireNonNull(world.versions.getFirst().getSpec().lineage()).parameters());
  }

  private static Job job(World world, String name) {
    return Objects.requireNonNull(world.jobs.get(name)).job();
  }

  private static int depth(Job job) {
    return Integer.parseInt(
        Objects.requireNonNull(job.getMetadata().getAnnotations().get(Slipway.TRIAL_TASK))
            .replaceAll(".*\"depth\":\"(\\d)\".*", "$1"));
  }

  private static int fold(Job job) {
    return Integer.parseInt(job.getMetadata().getLabels().get(Slipway.FOLD));
  }

  private static ObservedJob succeeded(Job job, double rmse) {
    String digest =
        Digest.ofText(
            job.getMetadata()
                .getAnnotations()
                .getOrDefault(Slipway.TRIAL_TASK, "")
                .replaceAll(".*\"depth\":\"(\\d)\".*", "$1"));
    return succeeded(job, rmse, new Artifact("pvc://slipway-store/root/m", digest, 10L));
  }

  private static ObservedJob succeeded(Job job, double rmse, @Nullable Artifact artifact) {
    return Fixtures.succeeded(
        job, TerminationMessage.of(new PublishResult(artifact, Map.of("rmse", rmse))));
  }

  private static dev.slipway.api.TrainingProgress curve(Map<Long, Double> values) {
    return TrainingProgressBuilder.builder().curve(values).build();
  }

  /** What the newest pod's publish is asked to do. */
  private static String task(World world) {
    return tasks(world).lines().filter(task -> task.contains("\"keep\"")).findFirst().orElse("");
  }

  /** What all containers of ours in the newest pod are asked to do, each in a line. */
  private static String tasks(World world) {
    PodSpec pod = job(world, world.created.getLast()).getSpec().getTemplate().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .flatMap(container -> container.getEnv().stream())
        .filter(env -> env.getName().equals(PodPaths.TASK))
        .map(EnvVar::getValue)
        .collect(Collectors.joining("\n"));
  }

  private static io.fabric8.kubernetes.api.model.Container trainer(World world, String name) {
    return job(world, name).getSpec().getTemplate().getSpec().getInitContainers().getLast();
  }

  private static @Nullable String variable(World world, String name, String variable) {
    return trainer(world, name).getEnv().stream()
        .filter(env -> env.getName().equals(variable))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse(null);
  }
}
