package dev.slipway.dataset;

import static dev.slipway.dataset.DatasetScene.NOW;
import static dev.slipway.dataset.DatasetScene.SETTINGS;
import static dev.slipway.dataset.DatasetScene.SPEC;
import static dev.slipway.dataset.DatasetScene.at;
import static dev.slipway.dataset.DatasetScene.condition;
import static dev.slipway.dataset.DatasetScene.dataset;
import static dev.slipway.dataset.DatasetScene.ended;
import static dev.slipway.dataset.DatasetScene.failure;
import static dev.slipway.dataset.DatasetScene.job;
import static dev.slipway.dataset.DatasetScene.made;
import static dev.slipway.dataset.DatasetScene.next;
import static dev.slipway.dataset.DatasetScene.observed;
import static dev.slipway.dataset.DatasetScene.ready;
import static dev.slipway.dataset.DatasetScene.running;
import static dev.slipway.dataset.DatasetScene.snapshot;
import static dev.slipway.dataset.DatasetScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJob;
import dev.slipway.apply.Refusal;
import dev.slipway.contract.PollResult;
import dev.slipway.contract.PruneResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a Dataset's old snapshots are removed, and when its sources are looked at. */
@NullUnmarked
class DatasetUpkeepTest {
  private static final Instant SETTLED = NOW.plusSeconds(60);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Dataset keeping(String retention) {
    Dataset dataset = dataset(ready(snapshot("current000000", 10)));
    dataset.setSpec(spec(SPEC + "retention: " + retention));
    return dataset;
  }

  private static Dataset polling() {
    Dataset dataset = dataset(ready(snapshot("current000000", 10)));
    dataset.setSpec(spec(SPEC + "onChange: {pollInterval: 5m}"));
    return dataset;
  }

  private static DatasetObserved using(Set<String> digests, ObservedJob... jobs) {
    return new DatasetObserved(
        Arrays.stream(jobs).collect(Collectors.toMap(j -> j.job().getMetadata().getName(), j -> j)),
        digests,
        null,
        null);
  }

  private static ObservedJob upkeep(String name, PodStatus status) {
    return job(made(name, NOW.toString()), status);
  }

  private static PodStatus told(Object result) {
    return ended("Succeeded", 0, "Completed", TerminationMessage.of(result));
  }

  private static JsonNode task(Job job) throws Exception {
    String json =
        job.getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv()
            .getFirst()
            .getValue();
    return new ObjectMapper().readTree(json);
  }

  // ---- retention

  @Test
  void nothingIsRemovedUnlessAsked() {
    Dataset dataset = dataset(ready(snapshot("a", 10)));
    assertThat(at(NOW.plus(Duration.ofDays(900)), dataset, observed()))
        .isInstanceOf(Decision.Rest.class);
  }

  @Test
  void snapshotsAreRemovedAWhileAfterAPreparation() throws Exception {
    Dataset dataset = keeping("{snapshots: 3, age: 720h}");
    Decision early = at(NOW.plusSeconds(10), dataset, observed());
    assertThat(early).isInstanceOf(Decision.Rest.class);
    assertThat(early.again()).isEqualTo(Duration.ofSeconds(50));
    DatasetObserved using = using(Set.of("sha256:0123456789abcdef", "sha256:fedcba9876543210"));
    Decision.Upkeep start = (Decision.Upkeep) at(SETTLED, dataset, using);
    assertThat(start.job().getMetadata().getName()).isEqualTo("flights-prune-1");
    JsonNode task = task(start.job());
    assertThat(task.at("/keep"))
        .map(JsonNode::asText)
        .containsExactly("0123456789ab", "current000000", "fedcba987654");
    assertThat(task.at("/snapshots").asInt()).isEqualTo(3);
    assertThat(task.at("/age").asText()).isEqualTo("720h");
    assertThat(start.status().phase()).isEqualTo("Ready");
    assertThat(start.status().pruning().startedAt()).isEqualTo(SETTLED.toString());
  }

  @Test
  void whatWasFreedIsSummed() {
    Dataset dataset = keeping("{snapshots: 3}");
    dataset.setStatus(at(SETTLED, dataset, observed()).status());
    Decision going =
        at(SETTLED.plusSeconds(5), dataset, observed(upkeep("flights-prune-1", running())));
    assertThat(going.status()).isEqualTo(dataset.getStatus());
    ObservedJob done = upkeep("flights-prune-1", told(new PruneResult(2, 1_500_000, null)));
    Decision.Rest rest = (Decision.Rest) at(SETTLED.plusSeconds(9), dataset, observed(done));
    assertThat(rest.status().removedSnapshots()).isEqualTo(2);
    assertThat(rest.status().reclaimedBytes()).isEqualTo(1_500_000);
    assertThat(condition(rest, "Pruned").message())
        .isEqualTo("2 snapshots removed so far, 1,500,000 bytes freed");
    assertThat(rest.stop()).as("its Job stays until the next one").isEmpty();
    dataset.setStatus(rest.status());
    assertThat(at(SETTLED.plus(Duration.ofDays(9)), dataset, observed(done)).status())
        .as("the same again is no reason")
        .isEqualTo(rest.status());
    Instant later = SETTLED.plus(Duration.ofHours(1));
    Decision second = at(later, dataset, using(Set.of("sha256:0123456789abcdef"), done));
    assertThat(second).isInstanceOf(Decision.Upkeep.class);
    dataset.setStatus(second.status());
    ObservedJob more = upkeep("flights-prune-2", told(new PruneResult(1, 500_000, null)));
    Decision.Rest end = (Decision.Rest) at(later.plusSeconds(9), dataset, observed(done, more));
    assertThat(end.status().removedSnapshots()).isEqualTo(3);
    assertThat(end.status().reclaimedBytes()).isEqualTo(2_000_000);
    assertThat(end.stop()).containsExactly(done.job());
  }

  @Test
  void theNextOneComesWhenASnapshotIsTooOld() {
    Dataset dataset = keeping("{age: 24h}");
    dataset.setStatus(at(SETTLED, dataset, observed()).status());
    String expiry = SETTLED.plus(Duration.ofHours(5)).toString();
    ObservedJob done = upkeep("flights-prune-1", told(new PruneResult(0, 0, expiry)));
    dataset.setStatus(at(SETTLED.plusSeconds(9), dataset, observed(done)).status());
    Decision before = at(Instant.parse(expiry).minusSeconds(1), dataset, observed(done));
    assertThat(before).isInstanceOf(Decision.Rest.class);
    assertThat(before.again()).isEqualTo(Duration.ofSeconds(1));
    assertThat(at(Instant.parse(expiry), dataset, observed(done)))
        .isInstanceOf(Decision.Upkeep.class);
  }

  @Test
  void nothingIsPreparedWhileSnapshotsAreRemoved() {
    Dataset dataset = keeping("{snapshots: 3}");
    dataset.setStatus(at(SETTLED, dataset, observed()).status());
    dataset.getMetadata().setGeneration(4L);
    dataset.setSpec(
        spec(
            SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3")
                + "retention: {snapshots: 3}"));
    ObservedJob going = upkeep("flights-prune-1", running());
    Decision.Rest waits = (Decision.Rest) at(SETTLED.plusSeconds(5), dataset, observed(going));
    assertThat(waits.stop()).isEmpty();
    assertThat(condition(waits, "Reconciling").message())
        .isEqualTo("old snapshots are being removed before it begins");
    dataset.setStatus(waits.status());
    ObservedJob done = upkeep("flights-prune-1", told(new PruneResult(0, 0, null)));
    assertThat(at(SETTLED.plusSeconds(9), dataset, observed(done)))
        .isInstanceOf(Decision.Start.class);
  }

  @Test
  void nothingIsRemovedWhileAPreparationRuns() {
    Dataset dataset = keeping("{snapshots: 3}");
    dataset.setStatus(DatasetScene.preparing(1));
    assertThat(at(SETTLED.plus(MINUTE), dataset, observed(job(1, 1, running()))))
        .isInstanceOf(Decision.Rest.class);
  }

  @Test
  void aRemovalThatFailsIsToldAndTriedAgainLater() {
    Dataset dataset = keeping("{snapshots: 3}");
    dataset.setStatus(at(SETTLED, dataset, observed()).status());
    ObservedJob failed =
        upkeep("flights-prune-1", failure("StoreForbidden", "access denied", false));
    Decision rest = at(SETTLED.plusSeconds(9), dataset, observed(failed));
    assertThat(condition(rest, "Pruned").status()).isEqualTo("False");
    assertThat(condition(rest, "Pruned").reason()).isEqualTo("StoreForbidden");
    assertThat(rest.status().phase()).isEqualTo("Ready");
    dataset.setStatus(rest.status());
    assertThat(at(SETTLED.plus(Duration.ofMinutes(59)), dataset, observed(failed)))
        .isInstanceOf(Decision.Rest.class);
    assertThat(at(SETTLED.plus(Duration.ofMinutes(61)), dataset, observed(failed)))
        .isInstanceOf(Decision.Upkeep.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJobThatIsRefusedLeavesTheDatasetReady(boolean invalid) {
    Dataset dataset = keeping("{snapshots: 3}");
    Decision decision = at(SETTLED, dataset, observed());
    var refusal =
        new Refusal(invalid ? Refusal.Cause.INVALID : Refusal.Cause.FORBIDDEN, "quota exceeded");
    Decision refused = DatasetPlan.refused(dataset, decision, refusal, SETTLED);
    assertThat(condition(refused, "Pruned").reason()).isEqualTo("JobRefused");
    assertThat(refused.status().phase()).isEqualTo("Ready");
    assertThat(refused.status().pruning()).isNull();
    assertThat(refused.again()).isEqualTo(Refusal.LATER);
  }

  @Test
  void runsAndVersionsAreReferences() {
    TrainingJob job =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: TrainingJob
            metadata: {name: fares}
            status:
              run: {name: a, dataset: flights, snapshot: {digest: "sha256:1", name: "1"}}
              history:
              - {name: b, dataset: flights, snapshot: {digest: "sha256:2", name: "2"}}
              - {name: c}
            """,
            TrainingJob.class);
    ModelVersion version =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: ModelVersion
            metadata: {name: fares-v1}
            spec: {model: fares, version: 1, lineage: {dataset: flights, snapshot: {digest: "sha256:3", name: "3"}}}
            """,
            ModelVersion.class);
    assertThat(SnapshotReferences.of(List.of(job), List.of(version)))
        .containsExactlyInAnyOrder("sha256:1", "sha256:2", "sha256:3");
    assertThat(SnapshotReferences.datasets(job)).containsExactly("flights");
  }

  // ---- looking at the sources

  @Test
  void sourcesAreLookedAtAfterAWhile() throws Exception {
    Dataset dataset = polling();
    Instant due = Instant.parse(DatasetScene.RUNNING).plus(Duration.ofMinutes(5));
    Decision before = next(dataset, observed());
    assertThat(before).isInstanceOf(Decision.Rest.class);
    assertThat(before.again()).isEqualTo(Duration.between(NOW, due));
    Decision.Upkeep start = (Decision.Upkeep) at(due, dataset, observed());
    assertThat(start.job().getMetadata().getName()).isEqualTo("flights-poll-1");
    assertThat(task(start.job()).at("/sources/0/name").asText()).isEqualTo("flights");
    assertThat(start.status().phase()).isEqualTo("Ready");
    dataset.setStatus(start.status());
    ObservedJob going = upkeep("flights-poll-1", running());
    assertThat(at(due.plusSeconds(5), dataset, observed(going)).status()).isEqualTo(start.status());
  }

  /** The status after a first preparation that saw a revision, and a look that has begun. */
  private static Dataset looking(String prepared) {
    Dataset dataset = polling();
    dataset.setStatus(at(NOW.plus(Duration.ofMinutes(5)), dataset, observed()).status());
    var draft = new StatusDraft(dataset, dataset.getStatus(), NOW);
    draft.sourceRevision = prepared;
    dataset.setStatus(draft.build());
    return dataset;
  }

  @Test
  void sourcesThatAreAsTheyWereChangeNothing() {
    Dataset dataset = looking("sha256:a");
    Instant then = NOW.plus(Duration.ofMinutes(6));
    ObservedJob same = upkeep("flights-poll-1", told(new PollResult("sha256:a")));
    Decision rest = at(then, dataset, observed(same));
    assertThat(rest).isInstanceOf(Decision.Rest.class);
    assertThat(rest.status().preparation().number()).isEqualTo(1);
    assertThat(condition(rest, "SourcesPolled").status()).isEqualTo("True");
    assertThat(rest.again()).isEqualTo(Duration.ofMinutes(4));
    dataset.setStatus(rest.status());
    Decision second = at(then.plus(Duration.ofMinutes(4)), dataset, observed(same));
    assertThat(second).isInstanceOf(Decision.Upkeep.class);
    assertThat(second.status().poll().number()).isEqualTo(2);
    assertThat(second.status().conditions())
        .as("every look is written down, none is an event")
        .isEqualTo(rest.status().conditions());
  }

  @Test
  void sourcesThatChangedArePreparedOnce() {
    Dataset dataset = looking("sha256:a");
    Instant then = NOW.plus(Duration.ofMinutes(6));
    ObservedJob other = upkeep("flights-poll-1", told(new PollResult("sha256:b")));
    Decision.Start start = (Decision.Start) at(then, dataset, observed(other));
    assertThat(start.status().preparation().trigger()).isEqualTo("SourceChanged");
    assertThat(start.status().preparation().number()).isEqualTo(2);
    dataset.setStatus(start.status());
    // it fails, and the next look sees what the first has seen
    ObservedJob failed = job(2, 1, failure("ColumnMissing", "no column x", false));
    dataset.setStatus(at(then.plusSeconds(60), dataset, observed(failed)).status());
    Decision again = at(then.plus(Duration.ofMinutes(6)), dataset, observed(failed));
    assertThat(again).isInstanceOf(Decision.Upkeep.class);
    dataset.setStatus(again.status());
    ObservedJob same = upkeep("flights-poll-2", told(new PollResult("sha256:b")));
    Decision rest = at(then.plus(Duration.ofMinutes(7)), dataset, observed(failed, same));
    assertThat(rest.status().preparation().number()).isEqualTo(2);
    dataset.setStatus(rest.status());
    // and another change is another chance
    dataset.setStatus(at(then.plus(Duration.ofMinutes(12)), dataset, observed(failed)).status());
    ObservedJob third = upkeep("flights-poll-3", told(new PollResult("sha256:c")));
    assertThat(at(then.plus(Duration.ofMinutes(13)), dataset, observed(failed, third)))
        .isInstanceOf(Decision.Start.class);
  }

  @Test
  void aChangeThatIsSeenDuringARemovalIsPreparedAfterIt() {
    Dataset dataset = looking("sha256:a");
    dataset.setSpec(spec(SPEC + "onChange: {pollInterval: 5m}\nretention: {snapshots: 3}"));
    Instant then = NOW.plus(Duration.ofMinutes(6));
    ObservedJob looks = upkeep("flights-poll-1", running());
    Decision prune = at(then, dataset, observed(looks));
    assertThat(prune).isInstanceOf(Decision.Upkeep.class);
    dataset.setStatus(prune.status());
    ObservedJob saw = upkeep("flights-poll-1", told(new PollResult("sha256:b")));
    ObservedJob removes = upkeep("flights-prune-1", running());
    Decision waits = at(then.plusSeconds(5), dataset, observed(saw, removes));
    assertThat(waits).isInstanceOf(Decision.Rest.class);
    dataset.setStatus(waits.status());
    ObservedJob removed = upkeep("flights-prune-1", told(new PruneResult(0, 0, null)));
    Decision start = at(then.plusSeconds(9), dataset, observed(saw, removed));
    assertThat(start).isInstanceOf(Decision.Start.class);
    assertThat(start.status().preparation().trigger()).isEqualTo("SourceChanged");
  }

  @Test
  void aLookThatFailsIsToldAndComesAgain() {
    Dataset dataset = looking("sha256:a");
    Instant then = NOW.plus(Duration.ofMinutes(6));
    ObservedJob failed = upkeep("flights-poll-1", failure("SourceUnreachable", "no answer", true));
    Decision rest = at(then, dataset, observed(failed));
    assertThat(condition(rest, "SourcesPolled").status()).isEqualTo("False");
    assertThat(condition(rest, "SourcesPolled").reason()).isEqualTo("SourceUnreachable");
    assertThat(rest.status().phase()).isEqualTo("Ready");
    assertThat(rest.again()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void aPreparationEndsALook() {
    Dataset dataset = looking("sha256:a");
    dataset.getMetadata().setGeneration(4L);
    dataset.setSpec(
        spec(
            SPEC.replace("0.8", "0.7").replace("test: 0.2", "test: 0.3")
                + "onChange: {pollInterval: 5m}"));
    ObservedJob going = upkeep("flights-poll-1", running());
    Instant then = NOW.plus(Duration.ofMinutes(6));
    Decision.Rest stops = (Decision.Rest) at(then, dataset, observed(going));
    assertThat(stops.stop()).containsExactly(going.job());
    dataset.setStatus(stops.status());
    Decision.Start start = (Decision.Start) at(then.plusSeconds(1), dataset, observed());
    dataset.setStatus(start.status());
    Decision during =
        at(
            then.plusSeconds(40),
            dataset,
            observed(upkeep(start.job().getMetadata().getName(), running())));
    assertThat(during.status().poll().finishedAt()).isNotNull();
    assertThat(during.status().conditions()).noneMatch(c -> c.type().equals("SourcesPolled"));
  }

  @Test
  void settingsThatTheJobsNeed() {
    Dataset dataset = polling();
    Decision.Upkeep start =
        (Decision.Upkeep) at(NOW.plus(Duration.ofMinutes(5)), dataset, observed());
    var pod = start.job().getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .extracting(v -> v.getName())
        .contains("claim-store", "claim-planes");
    assertThat(pod.getContainers().getFirst().getImage()).isEqualTo(SETTINGS.image());
    assertThat(start.job().getSpec().getActiveDeadlineSeconds()).isEqualTo(600);
  }
}
