package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.TrainingJob;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedReadingTest {
  private static final String OBJECT =
      """
      {"apiVersion":"slipway.dev/v1alpha1","kind":"TrainingJob",
       "metadata":{"name":"fares","namespace":"ml","uid":"%s","generation":%d,"resourceVersion":"%s","labels":{"a":"b"}},
       "spec":{"model":"%s","template":{"spec":{"containers":[{"name":"train"}]}}},
       "status":{"phase":"%s","conditions":[]}}
      """;

  private final ObjectMapper mapper = new ObjectMapper();
  private KubernetesSerialization client;

  @BeforeEach
  void asTheOperatorDoes() {
    new LenientReading().customize(mapper);
    new SharedReading().customize(mapper);
    client = new RecordSerialization(mapper);
  }

  private TrainingJob read(String uid, int generation, String version, String model, String phase) {
    return client.unmarshal(
        OBJECT.formatted(uid, generation, version, model, phase), TrainingJob.class);
  }

  @Test
  void copiesOfOneVersionHoldTheSameParts() {
    TrainingJob one = read("u1", 1, "7", "fares", "Running");
    TrainingJob other = read("u1", 1, "7", "fares", "Running");
    assertThat(other).isNotSameAs(one);
    assertThat(other.getMetadata()).isNotSameAs(one.getMetadata()).isEqualTo(one.getMetadata());
    assertThat(other.getMetadata().getLabels()).isSameAs(one.getMetadata().getLabels());
    assertThat(other.getSpec()).isSameAs(one.getSpec());
    assertThat(other.getStatus()).isSameAs(one.getStatus());
  }

  @Test
  void anotherStatusIsAnotherOfTheSameSpec() {
    TrainingJob before = read("u2", 1, "7", "fares", "Running");
    TrainingJob after = read("u2", 1, "8", "fares", "Succeeded");
    assertThat(after.getSpec()).isSameAs(before.getSpec());
    assertThat(after.getStatus().phase()).isEqualTo("Succeeded");
    assertThat(before.getStatus().phase()).isEqualTo("Running");
  }

  @Test
  void neverTakesWhatDiffers() {
    read("u3", 1, "7", "fares", "Running");
    TrainingJob other = read("u3", 1, "7", "fines", "Failed");
    assertThat(other.getSpec().model()).isEqualTo("fines");
    assertThat(other.getStatus().phase()).isEqualTo("Failed");
    assertThat(read("u4", 1, "7", "fines", "Failed").getSpec()).isNotSameAs(other.getSpec());
  }

  @Test
  void forgetsWhatNobodyHolds() {
    var parts = new SharedParts();
    TrainingJob kept = read("u5", 1, "7", "fares", "Running");
    for (int i = 0; i < 1000; i++) {
      parts.share(read("u6-" + i, 1, "7", "fares", "Running"));
    }
    parts.share(kept);
    for (int i = 0; i < 100 && parts.size() > 3; i++) {
      System.gc();
    }
    assertThat(parts.size()).isEqualTo(3);
    assertThat(kept.getSpec()).isNotNull();
  }

  @Test
  void aCopyCanBeChangedAlone() {
    TrainingJob one = read("u7", 1, "7", "fares", "Running");
    TrainingJob copy = client.clone(one);
    copy.getMetadata().setName("other");
    copy.getMetadata().getLabels().put("a", "c");
    copy.setStatus(null);
    assertThat(copy.getSpec()).isSameAs(one.getSpec());
    assertThat(one.getMetadata().getName()).isEqualTo("fares");
    assertThat(one.getMetadata().getLabels()).containsEntry("a", "b");
    assertThat(one.getStatus().phase()).isEqualTo("Running");
    assertThat(client.asJson(client.clone(one))).isEqualTo(client.asJson(one));
  }
}
