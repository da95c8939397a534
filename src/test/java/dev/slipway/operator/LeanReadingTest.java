package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeanReadingTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private KubernetesSerialization client;

  @BeforeEach
  void asTheOperatorDoes() {
    new SlimReading().customize(mapper);
    new LeanReading().customize(mapper);
    client = new KubernetesSerialization(mapper, true);
  }

  @Test
  void keepsOfAPodWhatTellsItsState() {
    Pod pod =
        client.unmarshal(
            """
            {"apiVersion":"v1","kind":"Pod",
             "metadata":{"name":"p","labels":{"a":"b","job-name":"j"},"deletionTimestamp":"2026-11-22T00:00:00Z",
               "annotations":{"batch.kubernetes.io/job-completion-index":"3","mine":"x"},
               "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"u"}]},
             "spec":{"nodeName":"n","schedulerName":"s",
               "initContainers":[{"name":"attend","restartPolicy":"Always"},{"name":"train"}],
               "containers":[{"name":"publish","image":"i"}]},
             "status":{"phase":"Running","podIP":"10.0.0.1","startTime":"2026-11-22T00:00:00Z",
               "conditions":[{"type":"Initialized","status":"True"},{"type":"PodScheduled","status":"False","message":"no"},
                 {"type":"DisruptionTarget","status":"True"},{"type":"Ready","status":"True"}],
               "initContainerStatuses":[{"name":"train","imageID":"i@sha256:1","lastState":{},"state":{"terminated":{"exitCode":1,"message":"m"}}}]}}
            """,
            Pod.class);
    assertThat(pod.getMetadata().getAnnotations())
        .containsOnlyKeys("batch.kubernetes.io/job-completion-index");
    assertThat(pod.getMetadata().getLabels()).containsOnlyKeys("a");
    assertThat(pod.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("u");
    assertThat(pod.getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(pod.getSpec().getNodeName()).isEqualTo("n");
    assertThat(pod.getSpec().getInitContainers())
        .extracting(Container::getName, Container::getRestartPolicy)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("attend", "Always"));
    assertThat(pod.getStatus().getConditions())
        .extracting(PodCondition::getType)
        .containsExactly("PodScheduled", "DisruptionTarget", "Ready");
    var train = pod.getStatus().getInitContainerStatuses().getFirst();
    assertThat(train.getLastState()).isNull();
    assertThat(train.getImageID()).isEqualTo("i@sha256:1");
    assertThat(train.getState().getTerminated().getMessage()).isEqualTo("m");
    assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
  }

  @Test
  void keepsOfAJobWhatTellsItsState() {
    Job job =
        client.unmarshal(
            """
            {"apiVersion":"batch/v1","kind":"Job",
             "metadata":{"name":"j","annotations":{"slipway.dev/min-nodes":"2","slipway.dev/made-by":"u/1","slipway.dev/trial-task":"{}",
               "slipway.dev/trial-outcome":"{}","slipway.dev/queue":"q//","slipway.dev/hosts":"long","mine":"x"}},
             "spec":{"completions":4,"suspend":true,"backoffLimitPerIndex":1,
               "successPolicy":{"rules":[{"succeededIndexes":"0"}]},"selector":{"matchLabels":{"a":"b"}},
               "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"evaluate","image":"i"}]}}},
             "status":{"active":1,"conditions":[{"type":"Failed","status":"True","reason":"PodFailurePolicy"}]}}
            """,
            Job.class);
    assertThat(job.getMetadata().getAnnotations())
        .containsOnlyKeys(
            "slipway.dev/min-nodes",
            "slipway.dev/made-by",
            "slipway.dev/trial-task",
            "slipway.dev/trial-outcome",
            "slipway.dev/queue");
    assertThat(job.getSpec().getCompletions()).isEqualTo(4);
    assertThat(job.getSpec().getSuspend()).isTrue();
    assertThat(job.getSpec().getBackoffLimitPerIndex()).isEqualTo(1);
    assertThat(job.getSpec().getSuccessPolicy().getRules()).hasSize(1);
    assertThat(job.getSpec().getSelector()).isNull();
    assertThat(job.getSpec().getTemplate().getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("evaluate");
    assertThat(job.getStatus().getActive()).isNull();
    assertThat(job.getStatus().getConditions().getFirst().getReason())
        .isEqualTo("PodFailurePolicy");
  }

  @Test
  void keepsNoTemplateOfATraining() {
    Job job =
        client.unmarshal(
            """
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","labels":{"slipway.dev/trainingjob":"fares"}},
             "spec":{"completions":4,"template":{"spec":{"containers":[{"name":"publish","image":"i"}]}}}}
            """,
            Job.class);
    assertThat(job.getSpec().getTemplate()).isNull();
    assertThat(job.getSpec().getCompletions()).isEqualTo(4);
  }

  @Test
  void keepsTheStatusOfAJobThatIsReadByRules() {
    // a watch reads what the client has a class for as that first, whatever it is asked for
    Job job =
        client.unmarshal(
            """
            {"apiVersion":"batch/v1","kind":"Job",
             "metadata":{"name":"j","uid":"u","labels":{"slipway.dev/engine":"job"}},
             "spec":{"template":{"spec":{"containers":[{"name":"train","image":"i"}]}}},
             "status":{"ready":1,"active":1}}
            """,
            Job.class);
    var read = client.convertValue(job, GenericKubernetesResource.class);
    assertThat(read.<Integer>get("status", "ready")).isEqualTo(1);
    assertThat(read.getMetadata().getLabels()).containsEntry("slipway.dev/engine", "job");
  }

  @Test
  void readsWhatItHasReadOnceMoreAndWhatLacksEverything() {
    Job job =
        client.convertValue(
            client.convertValue(
                client.unmarshal(
                    "{\"kind\":\"Job\",\"apiVersion\":\"batch/v1\",\"metadata\":{\"name\":\"j\"},\"spec\":{\"template\":{\"spec\":{\"containers\":null}}},\"status\":{\"conditions\":null}}",
                    Job.class),
                Job.class),
            Job.class);
    assertThat(job.getSpec().getTemplate().getSpec().getContainers()).isNullOrEmpty();
    Pod pod =
        client.convertValue(
            client.unmarshal(
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"initContainers\":null},\"status\":{\"containerStatuses\":null,\"initContainerStatuses\":null,\"conditions\":null}}",
                Pod.class),
            Pod.class);
    assertThat(pod.getMetadata().getName()).isEqualTo("p");
    assertThat(client.convertValue(new Pod(), Pod.class).getSpec()).isNull();
  }
}
