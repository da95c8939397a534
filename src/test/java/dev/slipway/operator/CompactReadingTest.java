package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class CompactReadingTest {
  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod",
       "metadata":{"name":"p","namespace":"ml","labels":{"a":"the same"},"annotations":{"b":"the same"}},
       "spec":{"nodeName":"node-1","containers":[{"name":"train","image":"train:1"}],"notKnownYet":{"a":1}},
       "status":{"phase":"Running","containerStatuses":[{"name":"train","image":"train:1","state":{"running":{}}}]}}
      """;

  private final KubernetesSerialization plain =
      new KubernetesSerialization(new ObjectMapper(), true);
  private final KubernetesSerialization compact = compact();

  @Test
  void readsWhatIsThere() {
    assertThat(compact.asJson(read())).isEqualTo(plain.asJson(plain.unmarshal(POD, Pod.class)));
    assertThat(read().getSpec().getAdditionalProperties()).containsKey("notKnownYet");
  }

  @Test
  void textsThatAreAlikeAreOne() {
    Pod one = read();
    Pod other = read();
    ContainerStatus status = one.getStatus().getContainerStatuses().getFirst();
    assertThat(status.getImage()).isSameAs(one.getSpec().getContainers().getFirst().getImage());
    assertThat(other.getSpec().getNodeName()).isSameAs(one.getSpec().getNodeName());
    assertThat(one.getMetadata().getLabels().get("a"))
        .isSameAs(other.getMetadata().getAnnotations().get("b"));
  }

  @Test
  void aLongTextStaysOnItsOwn() {
    var texts = new CompactReading.OneText();
    String text = "a".repeat(101);
    assertThat(texts.one(text)).isSameAs(text);
    assertThat(texts.one(new String(text.toCharArray()))).isNotSameAs(text);
  }

  @Test
  void textsOfOnePlaceAreNotMixedUp() {
    var texts = new CompactReading.OneText();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 50_000; i++) {
        assertThat(texts.one("name-" + i)).isEqualTo("name-" + i);
      }
    }
  }

  @Test
  void whatIsEmptyIsOne() {
    Pod one = read();
    Pod other = read();
    assertThat(one.getAdditionalProperties())
        .isSameAs(other.getSpec().getContainers().getFirst().getAdditionalProperties());
    assertThat(one.getSpec().getVolumes()).isSameAs(other.getSpec().getTolerations()).isEmpty();
    assertThat(one.getSpec().getVolumes().contains(null)).as("as any list answers").isFalse();
  }

  @Test
  void whatIsReadCanBeChanged() {
    Pod pod = read();
    assertThat(pod.addFinalizer("slipway.dev/test")).isTrue();
    Pod edited =
        new PodBuilder(pod)
            .editSpec()
            .addNewVolume()
            .withName("v")
            .endVolume()
            .addToAdditionalProperties("later", 1)
            .endSpec()
            .build();
    assertThat(edited.getSpec().getVolumes()).hasSize(1);
    assertThat(edited.getSpec().getAdditionalProperties()).containsKeys("notKnownYet", "later");
  }

  private Pod read() {
    return compact.unmarshal(POD, Pod.class);
  }

  private static KubernetesSerialization compact() {
    var mapper = new ObjectMapper();
    new CompactReading().customize(mapper);
    return new KubernetesSerialization(mapper, true);
  }
}
