package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  @Test
  void aVolumeIsNamedByItsClaim() {
    assertThat(Claims.volume("slipway-store")).isEqualTo("claim-slipway-store");
  }

  @Test
  void namesThatNoVolumeMayHaveAreMadeToFit() {
    String longest = "a".repeat(253);
    List<String> names =
        List.of(
                "a.b",
                "a-b",
                "b.a",
                longest,
                longest.substring(1) + "b",
                longest.replace("aa", ".a"))
            .stream()
            .map(Claims::volume)
            .toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .allSatisfy(
            name -> assertThat(name).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThan(64));
  }
}
