package dev.slipway.runner.prepare.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.RunnerException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A spec compiled without any engine. */
@NullUnmarked
class PreparationPlanTest {
  private static PreparationPlan plan(String steps) {
    return PreparationPlan.of(
        Serialization.unmarshal(
            """
            sources:
            - {name: rides, uri: "s3://lake/rides/*.parquet", credentials: {secretName: lake}}
            - {name: zones, uri: "https://me:geheim@example.org/zones.csv.gz?sig=geheim"}
            - {name: odd, uri: "pvc://data/odd"}
            - {name: weather, sql: {url: "jdbc:postgresql://me:geheim@db:5432/w?password=geheim", query: select 1}}
            - {name: served, capture: {deployment: api, labelled: true}}
            splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
            steps:
            """
                + steps,
            DatasetSpec.class));
  }

  @Test
  void sourcesTellPlaceAndFormatAndNoSecret() {
    assertThat(plan("- {filter: x}").sources())
        .containsExactly(
            new PlannedSource("rides", "s3://lake/rides/*.parquet", "Parquet", null, "lake"),
            new PlannedSource("zones", "https://example.org/zones.csv.gz", "CSV", null, null),
            new PlannedSource("odd", "pvc://data/odd", null, null, null),
            new PlannedSource("weather", "jdbc:postgresql://db:5432/w", "query", "select 1", null),
            new PlannedSource("served", "capture of api", "requests with labels", null, null));
  }

  @Test
  void whatWorksOnAnotherSourceIsNotRepeated() {
    assertThat(plan("- {from: zones, drop: [a]}\n- {drop: [a]}\n- {filter: x}").steps())
        .extracting(PlannedStep::reach)
        .containsExactly(Reach.Source, Reach.Row, Reach.Table);
  }

  /**
   * Expressions over expressions grow; the last ones are stored with the snapshot's rows anyway.
   */
  @Test
  void afterFourStepsRowsAreStored() {
    String one = "- {derive: {x: x + 1}}\n";
    assertThat(plan(one.repeat(5)).steps())
        .extracting(PlannedStep::stored)
        .containsExactly(false, false, false, false, false);
    assertThat(plan(one.repeat(7)).steps())
        .extracting(PlannedStep::stored)
        .containsExactly(false, false, false, false, true, false, false);
    assertThat(plan(one.repeat(3) + "- {union: {source: zones}}\n" + one.repeat(3)).steps())
        .extracting(PlannedStep::stored)
        .containsExactly(false, false, false, true, false, false, false);
  }

  @Test
  void aStepWithoutVerbIsRefused() {
    assertThatThrownBy(() -> plan("- {drop: [a]}\n- {}"))
        .isInstanceOf(RunnerException.class)
        .hasMessage("steps[1] has no verb");
  }
}
