package dev.slipway.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
  @ParameterizedTest
  @CsvSource({"409, CONFLICT", "422, INVALID", "400, INVALID", "403, FORBIDDEN"})
  void tellsWhatIsAtFault(int code, Refusal.Cause cause) {
    assertThat(Refusal.of(answer(code))).isEqualTo(new Refusal(cause, "the server's words"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 404, 429, 500, 503})
  void leavesFailuresToTheRetries(int code) {
    var failure = answer(code);
    assertThatThrownBy(() -> Refusal.of(failure)).isSameAs(failure);
  }

  @Test
  void hasAMessageWithoutAStatusToo() {
    var bare = new KubernetesClientException("no status", 403, null);
    assertThat(Refusal.of(bare).message()).isEqualTo("no status");
  }

  private static KubernetesClientException answer(int code) {
    return new KubernetesClientException(
        "wrapped", code, new StatusBuilder().withMessage("the server's words").build());
  }
}
