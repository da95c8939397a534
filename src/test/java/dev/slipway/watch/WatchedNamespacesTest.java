package dev.slipway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedNamespacesTest {
  @Test
  void keepsWhatCanBeReadAndAsksOnceForEach() {
    var asked = new ArrayList<String>();
    Set<String> kept =
        WatchedNamespaces.readable(
            Set.of("a", "gone", "b"),
            name -> {
              asked.add(name);
              return !name.equals("gone");
            });
    assertThat(kept).containsExactlyInAnyOrder("a", "b");
    assertThat(asked).containsExactlyInAnyOrder("a", "b", "gone");
  }

  @Test
  void saysWhichWhenNoneIsLeft() {
    assertThatThrownBy(() -> WatchedNamespaces.readable(Set.of("x", "y"), name -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("x, y")
        .hasMessageContaining("watchNamespaces");
  }

  @Test
  void asksNothingWithoutAList() {
    assertThat(
            WatchedNamespaces.readable(
                Set.of(),
                name -> {
                  throw new AssertionError("asked for " + name);
                }))
        .isEmpty();
  }

  @Test
  void takesTheSdksWordsForNoList() {
    assertThat(WatchedNamespaces.listed(List.of("a", "b"))).containsExactlyInAnyOrder("a", "b");
    assertThat(WatchedNamespaces.listed(List.of("QOSDK_USE_BUILDTIME_NAMESPACES"))).isEmpty();
    assertThat(WatchedNamespaces.listed(List.of("JOSDK_ALL_NAMESPACES"))).isEmpty();
  }
}
