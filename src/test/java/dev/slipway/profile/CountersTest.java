package dev.slipway.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CountersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Bins TEMP =
      Bins.of(Profiler.numbers("temp", "number", "Feature", new double[] {1, 2, 3, 4, 5, 6, 7}));

  @Provide
  Arbitrary<Counters> counters() {
    return Arbitraries.longs().between(0, 1 << 30).map(CountersTest::random);
  }

  @Property(tries = 200)
  void addingIsCommutativeAndAssociative(
      @ForAll("counters") Counters a,
      @ForAll("counters") Counters b,
      @ForAll("counters") Counters c) {
    assertThat(Counters.sum(a, b)).isEqualTo(Counters.sum(b, a));
    assertThat(Counters.sum(Counters.sum(a, b), c)).isEqualTo(Counters.sum(a, Counters.sum(b, c)));
    assertThat(Counters.sum(a, new Counters())).isEqualTo(a);
  }

  @Property(tries = 50)
  void jsonKeepsEverything(@ForAll("counters") Counters counters) throws Exception {
    var answer = new AgentCounters("uid-1", "fares-v1", 1_700_000_000, 1_700_000_010, counters);
    assertThat(JSON.readValue(JSON.writeValueAsString(answer), AgentCounters.class))
        .isEqualTo(answer);
  }

  @Test
  void jsonIsFlat() throws Exception {
    var counters = new Counters();
    counters.request(true, 0.010);
    counters.rows(1);
    counters.column("temp", TEMP.places())[TEMP.place(3)]++;
    var json = JSON.valueToTree(new AgentCounters("u", "m-v1", 10, 20, counters));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "agent",
            "modelVersion",
            "from",
            "to",
            "requests",
            "errors",
            "rows",
            "captured",
            "dropped",
            "latency",
            "columns",
            "outputs");
    assertThat(json.path("columns").path("temp")).hasSize(TEMP.places());
    assertThat(json.path("errors").asLong()).isEqualTo(1);
  }

  @Test
  void sixtyFourAgentsAreOnePass() {
    var random = new Random(7);
    var agents = new ArrayList<Counters>();
    for (int i = 0; i < 64; i++) {
      agents.add(new Counters());
    }
    var single = new Counters();
    for (int i = 0; i < 100_000; i++) {
      double value = random.nextGaussian() * 4 + 3;
      double seconds = random.nextDouble();
      for (Counters counted : List.of(single, agents.get(random.nextInt(64)))) {
        counted.request(i % 100 == 0, seconds);
        counted.rows(1);
        counted.column("temp", TEMP.places())[TEMP.place(value)]++;
      }
    }
    Collections.shuffle(agents, random);
    var merged = new Counters();
    agents.forEach(merged::add);
    assertThat(merged).isEqualTo(single);
    assertThat(merged.rows()).isEqualTo(100_000);
  }

  @Test
  void countersOfOtherBinsAreRefusedWhole() {
    var ours = new Counters();
    ours.column("temp", 5)[0]++;
    var before = Counters.sum(ours, new Counters());
    var theirs = new Counters();
    theirs.request(false, 1);
    theirs.column("temp", 6)[0]++;
    assertThatThrownBy(() -> ours.add(theirs)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ours).isEqualTo(before);
  }

  @Test
  void whatCannotBeCountersIsRefused() {
    for (String json :
        List.of(
            "{\"requests\":-1}",
            "{\"latency\":[1,2]}",
            "{\"columns\":{\"a\":[1,-2]}}",
            "{\"columns\":{\"a\":[\"x\"]}}",
            "[]",
            "{\"rows\":1e300}")) {
      assertThatThrownBy(() -> JSON.readValue(json, Counters.class)).as(json).isNotNull();
    }
  }

  private static Counters random(long seed) {
    var random = new Random(seed);
    var counters = new Counters();
    int requests = random.nextInt(20);
    for (int i = 0; i < requests; i++) {
      counters.request(random.nextBoolean(), random.nextDouble() * 100);
      counters.rows(random.nextInt(5));
      counters.captured(random.nextInt(3));
      counters.dropped(random.nextInt(2));
      counters.column("c" + random.nextInt(3), TEMP.places())[TEMP.place(random.nextInt(9))]++;
      counters.output("predict", 4)[random.nextInt(4)]++;
    }
    return counters;
  }
}
