package dev.slipway.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BinsTest {
  @Property(tries = 100)
  void aNumbersBinIsTheNumberOfEdgesUpToIt(@ForAll double[] values, @ForAll double value) {
    ColumnProfile column = Profiler.numbers("x", "number", "Feature", values);
    long below =
        Objects.requireNonNull(column.edges()).stream().filter(edge -> edge <= value).count();
    Bins bins = Bins.of(column);
    assertThat(bins.place(value))
        .isEqualTo(Double.isNaN(value) ? bins.missing() : Math.toIntExact(below));
    assertThat(column.counts()).hasSize(bins.size());
  }

  @Property(tries = 100)
  void everyProfiledValueIsCounted(@ForAll double[] values) {
    ColumnProfile column = Profiler.numbers("x", "number", "Feature", values);
    assertThat(column.counts().stream().mapToLong(Long::longValue).sum() + column.nulls())
        .isEqualTo(values.length);
  }

  @Test
  void decilesHoldEqualMass() {
    var values = new double[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.pow(i, 3);
    }
    ColumnProfile column = Profiler.numbers("x", "number", "Feature", values);
    assertThat(column.counts()).hasSize(10).containsOnly(1000L);
  }

  @Test
  void categoriesAreFoundUnseenOrMissing() {
    Bins bins =
        Bins.of(
            Profiler.categories(
                "carrier", "string", "Feature", Map.of("UA", 5L, "AA", 9L, "B6", 9L), 2));
    assertThat(bins.place("AA")).isEqualTo(0);
    assertThat(bins.place("B6")).isEqualTo(1);
    assertThat(bins.place("UA")).isEqualTo(2);
    assertThat(bins.place("ZZ")).isEqualTo(bins.unseen()).isEqualTo(3);
    assertThat(bins.place((Object) null)).isEqualTo(bins.missing()).isEqualTo(4);
    assertThat(bins.places()).isEqualTo(5);
  }

  @Test
  void booleansAndNumbersMayStandForCategories() {
    Bins flags =
        Bins.of(Profiler.categories("f", "boolean", "Feature", Map.of("true", 5L, "false", 4L), 0));
    assertThat(flags.place((Object) true)).isEqualTo(flags.place("true")).isZero();
    assertThat(flags.place(0)).isEqualTo(flags.place("false")).isEqualTo(1);
    Bins codes =
        Bins.of(Profiler.categories("c", "string", "Feature", Map.of("7", 5L, "1.5", 4L), 0));
    assertThat(codes.place(7)).isZero();
    assertThat(codes.place((Object) 1.5)).isEqualTo(1);
  }

  @Test
  void textWhereNumbersAreExpectedIsReadOrMissing() {
    Bins bins = Bins.of(Profiler.numbers("x", "number", "Feature", new double[] {1, 2, 3}));
    assertThat(bins.place("2.5")).isEqualTo(bins.place(2.5));
    assertThat(bins.place("warm")).isEqualTo(bins.missing());
  }

  @Test
  void rareCategoriesAreNotListed() {
    var frequencies = new java.util.HashMap<String, Long>();
    for (int i = 0; i < 250; i++) {
      frequencies.put("c" + i, 1000L - i);
    }
    ColumnProfile column = Profiler.categories("c", "string", "Feature", frequencies, 0);
    assertThat(column.categories()).hasSize(Profiler.LISTED).startsWith("c0", "c1");
    assertThat(column.unlisted()).isEqualTo(50 * 1000 - (200 + 249) * 25);
  }
}
