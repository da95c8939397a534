package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingJobSpec.Completion;
import dev.slipway.api.TrainingJobSpec.Ranks;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Runs in several pods, longer than they may take to begin. */
class GangPlanTest {
  @Test
  void whoEndsBeforeTheOthersDoesNotMakeThemLate() {
    World world = world(spec -> spec.nodes(3));
    become(world, Fixtures::training, Fixtures::training, Fixtures::training);
    world.after("PT1H").settle();
    assertThat(world.status().phase()).isEqualTo("Running");
    become(world, Fixtures::succeeded, Fixtures::succeeded, Fixtures::training);
    assertThat(world.run().state()).as(world.message()).isEqualTo(Runs.RUNNING);
    become(world, Fixtures::publishing, Fixtures::succeeded, Fixtures::succeeded);
    assertThat(world.run().state()).as(world.message()).isEqualTo(Runs.RUNNING);
    become(world, Fixtures::succeeded, Fixtures::succeeded, Fixtures::succeeded);
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void anElasticTrainingThatHasTooFewPodsForAWhileIsNotLate() {
    World world = world(spec -> spec.nodes(3).minNodes(2));
    become(world, Fixtures::training, Fixtures::training, Fixtures::training);
    world.after("PT1H").settle();
    become(world, Fixtures::training, Fixtures::pending, Fixtures::pending);
    assertThat(world.run().state()).as(world.message()).isEqualTo(Runs.RUNNING);
    assertThat(world.status().phase()).isEqualTo("Running");

    World late = world(spec -> spec.nodes(3).minNodes(2));
    become(late, Fixtures::fetching, Fixtures::pending, Fixtures::pending);
    late.after("PT1H").settle();
    assertThat(late.ready()).isEqualTo("False Deadline");
  }

  @Test
  void theOthersTrainOnWhereOnlyTheFailureOfAllCounts() {
    World world = world(spec -> spec.nodes(3).completion(new Completion(Ranks.Any, Ranks.All)));
    become(world, GangPlanTest::failed, Fixtures::training, Fixtures::training);
    world.after("PT1H").settle();
    assertThat(world.status().phase()).as(world.message()).isEqualTo("Running");
    become(world, GangPlanTest::failed, Fixtures::succeeded, Fixtures::training);
    assertThat(world.run().state()).as("the Job has not ended").isEqualTo(Runs.RUNNING);
    said(world, "SuccessCriteriaMet");
    assertThat(world.ready()).isEqualTo("True Trained");
  }

  @Test
  void thoseThatAreStoppedBecauseOneWasEnoughHaveNotFailed() {
    World world = world(spec -> spec.nodes(3).completion(new Completion(Ranks.Any, null)));
    become(world, GangPlanTest::stopped, Fixtures::succeeded, Fixtures::training);
    assertThat(world.run().state()).as(world.message()).isEqualTo(Runs.RUNNING);
    said(world, "SuccessCriteriaMet");
    assertThat(world.ready()).isEqualTo("True Trained");
    assertThat(world.run().failures()).isZero();
  }

  private static World world(Consumer<TrainingJobSpecBuilder> change) {
    return new World(Fixtures.with(Fixtures.spec(null), change)).settle();
  }

  /** What became of the pods, by their ranks. */
  @SafeVarargs
  private static void become(World world, Function<Job, ObservedJob>... fates) {
    world.newest(job -> new ObservedJob(job, ranked(job, List.of(fates)))).settle();
  }

  private static List<Pod> ranked(Job job, List<Function<Job, ObservedJob>> fates) {
    var pods = new ArrayList<Pod>();
    for (int rank = 0; rank < fates.size(); rank++) {
      for (Pod pod : fates.get(rank).apply(job).pods()) {
        pods.add(
            new PodBuilder(pod)
                .editMetadata()
                .withName(job.getMetadata().getName() + "-" + rank)
                .addToAnnotations(ObservedJob.COMPLETION_INDEX, String.valueOf(rank))
                .endMetadata()
                .build());
      }
    }
    return pods;
  }

  private static ObservedJob failed(Job job) {
    return Fixtures.failed(job, "train", 3, "Error", "");
  }

  /** The Job's controller has deleted it. */
  private static ObservedJob stopped(Job job) {
    ObservedJob stopped = Fixtures.failed(job, "train", 143, "Error", "");
    stopped.pods().getFirst().getMetadata().setDeletionTimestamp(Fixtures.START.toString());
    return stopped;
  }

  private static void said(World world, String condition) {
    String name = world.created.getLast();
    world.jobs.computeIfPresent(
        name,
        (key, job) ->
            new ObservedJob(
                new JobBuilder(job.job())
                    .editOrNewStatus()
                    .addNewCondition()
                    .withType(condition)
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build(),
                job.pods()));
    world.settle();
  }
}
