package dev.slipway.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Documentation;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static final Artifact ARTIFACT =
      new Artifact("s3://lake/models/ml/fares/abc", "sha256:abc", 12345L);

  @Test
  void saysWhatIsKnown() {
    var snapshot =
        new Snapshot(
            "0123",
            "sha256:0123",
            "s3://lake/datasets/ml/rides/0123",
            1000,
            800,
            0,
            200,
            1,
            "sha256:9",
            "fare",
            Task.Regression,
            "2026-11-20T09:30:00Z");
    String card =
        new ModelCard(
                "fares-v2",
                new Documentation(
                    "Prices rides | not people", "ml@example.org", "internal", "MIT", "City only."),
                ARTIFACT,
                new Lineage(
                    "fares",
                    "sha256:run",
                    "train:1",
                    "train@sha256:1",
                    Map.of("trees", "200"),
                    "rides",
                    snapshot),
                Map.of("loss", 0.25),
                new ModelCard.Tested(
                    200, Map.of("rmse", 3.25, "mae", 2.0), "fares-v1", Map.of("rmse", 3.5)))
            .markdown();
    assertThat(card)
        .startsWith("# fares-v2\n")
        .contains(
            "Prices rides \\| not people",
            "| Owner | ml@example.org |",
            "City only. The model has learnt",
            "200 rows of the held-out test part",
            "| Metric | fares-v2 | fares-v1 |",
            "| rmse | 3.2500 | 3.5000 |",
            "| mae | 2 | – |",
            "| loss | 0.2500 |",
            "| Snapshot | `sha256:0123` |",
            "800 for training, 0 for tuning, 200 held out",
            "| trees | `200` |",
            "| Image's digest | `train@sha256:1` |",
            "| Bytes | 12,345 |");
  }

  @Test
  void saysWhatIsNotKnown() {
    assertThat(new ModelCard("fares", null, ARTIFACT, null, Map.of(), null).markdown())
        .contains("Not stated.", "| Owner | Not stated |", "None are stated.")
        .doesNotContain("## Validation", "## Data", "null");
  }
}
