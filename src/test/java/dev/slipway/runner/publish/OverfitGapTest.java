package dev.slipway.runner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.PublishTask.Keep;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverfitGapTest {
  private static final Offset<Double> TINY = Offset.offset(1e-12);

  @ParameterizedTest
  @CsvSource({
    "train_auc, validation_auc, auc",
    "train_auc, val_auc, auc",
    "train.auc, validation.auc, auc",
    "train/auc, val/auc, auc",
    "training_auc, valid_auc, auc",
    "train_auc, auc, auc",
    "auc, val_auc, auc",
    "train/head/auc, val/head/auc, head/auc"
  })
  void pairsAreFoundByTheirNames(String train, String validation, String metric) {
    assertThat(OverfitGap.of(Map.of(train, 0.9, validation, 0.7), null))
        .hasSize(1)
        .hasEntrySatisfying("overfit_gap." + metric, gap -> assertThat(gap).isEqualTo(0.2, TINY));
  }

  @Test
  void ofErrorsTheGreaterOneIsTheUnseenRows() {
    assertThat(OverfitGap.of(Map.of("train_rmse", 2.0, "val_rmse", 5.0), null))
        .containsExactly(Map.entry("overfit_gap.rmse", 3.0));
    assertThat(OverfitGap.of(Map.of("loss", 0.75, "val_loss", 0.5), null))
        .containsExactly(Map.entry("overfit_gap.loss", -0.25));
  }

  @Test
  void whereNobodyKnowsTheDirectionTheSignIsLeftOut() {
    assertThat(OverfitGap.of(Map.of("train_wobble", 1.0, "val_wobble", 3.0), null))
        .containsExactly(Map.entry("overfit_gap.wobble", 2.0));
  }

  @ParameterizedTest
  @CsvSource({
    "wobble, true, -2",
    "val_wobble, true, -2",
    "validation_wobble, false, 2",
    "other, true, 2"
  })
  void theObjectiveTellsItsDirection(String objective, boolean maximize, double gap) {
    assertThat(
            OverfitGap.of(
                Map.of("train_wobble", 1.0, "val_wobble", 3.0),
                new Keep(objective, maximize, null, false)))
        .containsExactly(Map.entry("overfit_gap.wobble", gap));
  }

  @Test
  void ofSeveralNamesTheWholeWordCounts() {
    assertThat(
            OverfitGap.of(
                Map.of("train_auc", 1.0, "val_auc", 0.25, "validation_auc", 0.5, "auc", 0.0), null))
        .containsExactly(Map.entry("overfit_gap.auc", 0.5));
  }

  @Test
  void whatHasNoPairHasNoGap() {
    assertThat(
            OverfitGap.of(
                Map.of("auc", 0.5, "train_loss", 0.5, "val_rmse", 1.0, "trainer_auc", 1.0), null))
        .isEmpty();
    assertThat(OverfitGap.of(Map.of(), null)).isEmpty();
  }

  @Test
  void aGapThatIsNoNumberIsLeftOut() {
    assertThat(OverfitGap.of(Map.of("train_x", Double.MAX_VALUE, "val_x", -Double.MAX_VALUE), null))
        .isEmpty();
  }
}
