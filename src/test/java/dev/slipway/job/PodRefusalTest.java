package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EventBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words are those of the API server's admission plugins. */
class PodRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2"
            + "|QuotaExceeded|raise the ResourceQuota",
        "failed quota: q: must specify limits.cpu for: train|Forbidden|set it in spec.template",
        "maximum memory usage per Container is 1Gi, but limit is 2Gi|Forbidden|the LimitRange",
        "violates PodSecurity \"restricted:latest\": host namespaces|Forbidden|what forbids it"
      })
  void saysWhatToChange(String words, String reason, String advice) {
    PodRefusal refusal =
        PodRefusal.of(event("Error creating: pods \"a-x\" is forbidden: " + words)).orElseThrow();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.message()).startsWith("pods \"a-x\" is forbidden").contains(words, advice);
    assertThat(refusal.last()).isEqualTo("2026-11-20T10:00:00Z");
  }

  @Test
  void otherFaultsAreNotTheNamespaces() {
    assertThat(PodRefusal.of(event("Error creating: Internal error occurred: webhook"))).isEmpty();
    assertThat(PodRefusal.of(new EventBuilder().build())).isEmpty();
  }

  private static io.fabric8.kubernetes.api.model.Event event(String message) {
    return new EventBuilder()
        .withReason("FailedCreate")
        .withMessage(message)
        .withLastTimestamp("2026-11-20T10:00:00Z")
        .build();
  }
}
