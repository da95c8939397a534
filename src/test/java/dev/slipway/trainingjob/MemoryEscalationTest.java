package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.disrupted;
import static dev.slipway.trainingjob.Fixtures.escalating;
import static dev.slipway.trainingjob.Fixtures.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Attempt;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryEscalationTest {
  private static final String LIMITED =
      "{limits: {memory: 4Gi, cpu: 2}, requests: {memory: 2Gi, cpu: 1}}";

  @Test
  void givesMoreMemoryAfterEachTimeItRanOut() {
    TrainingJobSpec spec = escalating(LIMITED, "1.5", "8Gi");
    World world = new World(spec).settle();
    assertThat(memory(world)).containsExactly("4Gi", "2Gi");
    outOfMemory(world);
    assertThat(world.message()).contains("1 of 5 failures", "the next attempt has 6144Mi");
    world.after("PT10M").settle();
    assertThat(memory(world)).containsExactly("6144Mi", "3072Mi");
    assertThat(trainer(world).getResources().getLimits()).containsEntry("cpu", new Quantity("2"));
    // a failure of another kind keeps what was learned
    world.newest(job -> failed(job, "train", 1, "Error", "")).settle().after("PT10M").settle();
    assertThat(memory(world)).containsExactly("6144Mi", "3072Mi");
    world.newest(job -> disrupted(job, "EvictionByEvictionAPI")).settle().after("PT10M").settle();
    assertThat(memory(world)).containsExactly("6144Mi", "3072Mi");
    outOfMemory(world).after("PT10M").settle();
    assertThat(memory(world)).containsExactly("8192Mi", "4096Mi");
    outOfMemory(world);
    assertThat(world.ready()).isEqualTo("False OOMKilled");
    assertThat(world.message()).contains("spec.retry.memory.max (8Gi) is reached");
    assertThat(world.status().attempts())
        .extracting(Attempt::memory)
        .containsExactly(null, "6144Mi", "6144Mi", "6144Mi", "8192Mi");
    assertThat(world.run().failures()).isEqualTo(4);
    assertThat(world.created).hasSize(5);
  }

  @Test
  void aRaisedLimitDoesNotMakeAnotherModel() {
    World plain = new World(escalating(LIMITED, "2", "8Gi")).settle();
    String digest = plain.run().digest();
    outOfMemory(plain).after("PT10M").settle();
    assertThat(plain.run().digest()).isEqualTo(digest);
    plain.newest(Fixtures::succeeded).settle();
    assertThat(plain.ready()).isEqualTo("True Trained");
    assertThat(plain.edit(escalating(LIMITED, "3", "16Gi")).settle().created).hasSize(2);
    assertThat(plain.status().attempts())
        .extracting(Attempt::memory)
        .containsExactly(null, "8192Mi");
  }

  @Test
  void aContainerThatDoesNotTrainGetsNoMore() {
    World world = new World(escalating(LIMITED, "2", "8Gi")).settle();
    world.newest(job -> failed(job, "warm", 137, "OOMKilled", "")).settle();
    assertThat(world.ready()).isEqualTo("False OOMKilled");
  }

  @Test
  void aContainerWithoutRequestGetsNone() {
    World world = new World(escalating("{limits: {memory: 1G}}", "1.1", "8Gi")).settle();
    outOfMemory(world).after("PT10M").settle();
    assertThat(trainer(world).getResources().getLimits())
        .isEqualTo(Map.of("memory", new Quantity("1049Mi")));
    assertThat(trainer(world).getResources().getRequests()).isNullOrEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{limits: {cpu: 1}}|set resources.limits.memory",
        "{requests: {memory: 1Gi}}|set resources.limits.memory",
        "{limits: {memory: 8Gi}}|spec.retry.memory.max (8Gi) is not above",
      })
  void refusesWhatCannotBeRaised(String resources, String message) {
    World world = new World(escalating(resources, "2", "8Gi")).settle();
    assertThat(world.ready()).isEqualTo("False InvalidRetry");
    assertThat(world.condition("Stalled")).isEqualTo("True InvalidRetry");
    assertThat(world.message()).contains(message);
    assertThat(world.created).isEmpty();
    int writes = world.writes();
    assertThat(world.settle().writes()).isEqualTo(writes);
    assertThat(world.edit(escalating(LIMITED, "2", "8Gi")).settle().created).hasSize(1);
  }

  private static World outOfMemory(World world) {
    return world.newest(job -> failed(job, "train", 137, "OOMKilled", "")).settle();
  }

  private static java.util.List<String> memory(World world) {
    var resources = trainer(world).getResources();
    return java.util.List.of(
        java.util.Objects.requireNonNull(resources.getLimits().get("memory")).toString(),
        java.util.Objects.requireNonNull(resources.getRequests().get("memory")).toString());
  }

  private static Container trainer(World world) {
    return Objects.requireNonNull(world.jobs.get(world.created.getLast()))
        .job()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .stream()
        .filter(c -> c.getName().equals("train"))
        .findFirst()
        .orElseThrow();
  }
}
