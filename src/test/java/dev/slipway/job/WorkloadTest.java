package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.Workload.Told;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final String WAITING =
      """
      apiVersion: kueue.x-k8s.io/v1beta2
      kind: Workload
      metadata:
        name: job-a
        namespace: ml
        labels: {kueue.x-k8s.io/job-uid: "123"}
        ownerReferences: [{apiVersion: batch/v1, kind: Job, name: a, uid: "123", controller: true}]
      spec: {queueName: team, active: true, podSets: [{name: main, count: 1, template: {}}]}
      status:
        conditions:
        - {type: QuotaReserved, status: "False", reason: Pending, message: no room, observedGeneration: 1}
        - {type: Admitted, status: "False", reason: NoReservation, message: none}
        - {type: Evicted, status: "True", reason: Preempted, message: to accommodate}
        schedulingStats: {evictions: [{reason: Preempted, count: 1}]}
      """;

  @Test
  void readsWhatIsNeeded() {
    Workload workload = Serialization.unmarshal(WAITING, Workload.class);
    assertThat(workload.job()).hasValue("123");
    assertThat(workload.waits()).map(Told::message).hasValue("no room");
    assertThat(workload.evicted()).map(Told::reason).hasValue("Preempted");
    assertThat(workload.admitted()).isEmpty();
    assertThat(workload.overtime()).isEmpty();
    assertThat(workload.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(Serialization.asJson(workload)).doesNotContain("podSets");
  }

  @Test
  void oneThatSaysNothingYet() {
    Workload workload =
        Serialization.unmarshal(WAITING.substring(0, WAITING.indexOf("status:")), Workload.class);
    assertThat(workload.waits()).isEmpty();
    assertThat(workload.evicted()).isEmpty();
  }

  @Test
  void isTheKindThatKueueServes() {
    assertThat(HasMetadata.getFullResourceName(Workload.class))
        .isEqualTo("workloads.kueue.x-k8s.io");
    assertThat(HasMetadata.getApiVersion(Workload.class)).isEqualTo("kueue.x-k8s.io/v1beta2");
  }
}
