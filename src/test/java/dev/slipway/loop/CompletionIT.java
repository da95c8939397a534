package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec.Completion;
import dev.slipway.api.TrainingJobSpec.Ranks;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.Sample;
import dev.slipway.testing.Trainings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose good end, and whose failure, is that of several pods. */
@OnCluster(OnCluster.Provider.KIND)
class CompletionIT {
  private static final Path TRAINING = Path.of("src/test/resources/loop/completion/training.yaml");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static Trainings trainings;

  @BeforeAll
  static void start(KubernetesClient client, Namespace namespace) throws IOException {
    trainings = new Trainings(client, namespace, PATIENCE);
    begin("any", new Completion(Ranks.Any, null), "none");
    begin("rank-zero", new Completion(Ranks.RankZero, null), "none");
    begin("spared", new Completion(Ranks.Any, Ranks.All), "0");
    begin("spoilt", new Completion(Ranks.Any, null), "2");
    begin("hopeless", new Completion(Ranks.Any, Ranks.All), "012");
  }

  private static void begin(String name, Completion completion, String fails) throws IOException {
    TrainingJob tj = trainings.read(TRAINING, name);
    tj.setSpec(
        TrainingJobSpecBuilder.builder(tj.getSpec())
            .completion(completion)
            .parameters(Map.of("fails", fails))
            .build());
    trainings.client().resource(tj).create();
  }

  @AfterAll
  static void leave() {
    trainings.client().namespaces().withName(trainings.namespace().name()).delete();
  }

  @ParameterizedTest
  @CsvSource({"any, 1", "rank-zero, 0"})
  void whoDecidesLeavesTheModelAndTheOthersAreStopped(String name, int rank) throws IOException {
    trainings.training(name, 3);
    trainings.go(trainings.rank(name, rank));
    leavesTheModel(name, rank);
  }

  @Test
  void aFailureThatIsSparedChangesNothing() throws IOException {
    Awaitility.await("rank 0 has failed")
        .atMost(PATIENCE)
        .until(
            () -> trainings.pods("spared").stream().map(pod -> pod.getStatus().getPhase()).toList(),
            phases -> phases.contains("Failed"));
    trainings.training("spared", 2);
    trainings.await("spared", "trains on", status -> "Running".equals(status.phase()));
    trainings.go(trainings.rank("spared", 1));
    leavesTheModel("spared", 1);
  }

  @ParameterizedTest
  @CsvSource({"spoilt, rank 2", "hopeless, rank"})
  void aFailureThatCountsEndsThemAll(String name, String who) {
    TrainingJobStatus status = trainings.ended(name);
    assertThat(status.run().state()).isEqualTo("Failed");
    assertThat(status.attempts())
        .extracting(Attempt::reason, Attempt::exitCode)
        .containsExactly(tuple("AppError", 3));
    assertThat(status.attempts().getFirst().message()).startsWith(who);
    assertThat(trainings.versions(name)).isEmpty();
    trainings.training(name, 0);
  }

  private static void leavesTheModel(String name, int rank) {
    TrainingJobStatus status = trainings.succeeded(name);
    assertThat(status.run().metrics()).containsEntry("rank", (double) rank);
    assertThat(status.run().failures()).isZero();
    assertThat(status.attempts()).extracting(Attempt::reason).containsExactly("Succeeded");
    trainings.training(name, 0);
    assertThat(trainings.jobs(name)).hasSize(1);
    assertThat(trainings.versions(name)).containsExactly(name + "-v1");
    assertThat(Sample.eventReasons(trainings.client(), trainings.namespace(), "TrainingJob", name))
        .contains("Trained")
        .doesNotContain("Retrying");
  }
}
