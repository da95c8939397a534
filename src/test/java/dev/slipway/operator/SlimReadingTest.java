package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlimReadingTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private KubernetesSerialization client;

  @BeforeEach
  void asTheOperatorDoes() {
    new SlimReading().customize(mapper);
    client = new KubernetesSerialization(mapper, true);
  }

  @Test
  void readsOfAPodWhatControllersNeed() {
    Pod pod =
        client.unmarshal(
            """
            {"apiVersion":"v1","kind":"Pod",
             "metadata":{"name":"p","labels":{"a":"b"},"managedFields":[{"manager":"kubelet"}]},
             "spec":{"nodeName":"n","volumes":[{"name":"v"}],
               "initContainers":[{"name":"agent","restartPolicy":"Always","env":[{"name":"X"}]}],
               "containers":[{"name":"train","image":"i","args":["x"],"volumeMounts":[{"name":"v"}]}]},
             "status":{"phase":"Running","podIP":"10.0.0.1"}}
            """,
            Pod.class);
    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(pod.getMetadata().getLabels()).containsEntry("a", "b");
    assertThat(pod.getSpec().getVolumes()).isEmpty();
    assertThat(pod.getSpec().getNodeName()).isEqualTo("n");
    assertThat(pod.getSpec().getInitContainers().getFirst().getRestartPolicy()).isEqualTo("Always");
    Container train = pod.getSpec().getContainers().getFirst();
    assertThat(train.getName()).isEqualTo("train");
    assertThat(train.getArgs()).isEmpty();
    assertThat(train.getVolumeMounts()).isEmpty();
    assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
  }

  @Test
  void writesThemWhole() {
    Pod pod =
        new PodBuilder()
            .withNewSpec()
            .addNewVolume()
            .withName("v")
            .endVolume()
            .addNewContainer()
            .withName("c")
            .withArgs("x")
            .addNewEnv()
            .withName("X")
            .withValue("1")
            .endEnv()
            .endContainer()
            .endSpec()
            .build();
    assertThat(client.asJson(pod))
        .contains("\"volumes\"", "\"args\":[\"x\"]", "\"env\":[{\"name\":\"X\",\"value\":\"1\"}]");
  }
}
