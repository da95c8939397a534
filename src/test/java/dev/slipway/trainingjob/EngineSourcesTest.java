package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.EngineRules;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class EngineSourcesTest {
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void aMissingKindIsNotLookedForByEveryTrainingJob() {
    var sources = new EngineSources(HandOverTemplateTest.ENGINES, () -> now);
    EngineRules kind = HandOverTemplateTest.ENGINES.all().getFirst();
    assertThat(sources.due(kind)).isTrue();
    now = now.plusSeconds(9);
    assertThat(sources.due(kind)).isFalse();
    assertThat(sources.due(HandOverTemplateTest.ENGINES.all().getLast())).isTrue();
    now = now.plusSeconds(1);
    assertThat(sources.due(kind)).as("from the last look, not from the last wish").isTrue();
  }
}
