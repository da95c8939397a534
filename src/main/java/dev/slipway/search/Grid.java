package dev.slipway.search;

import dev.slipway.search.Dimension.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every point of a space once, by number; where a condition does not hold, what hangs on it is left
 * out instead of multiplied. Nothing of it is built before it is asked for.
 */
public final class Grid {
  /**
   * A parameter and those whose conditions speak of it.
   *
   * @param size how many points it makes together with them
   * @param wide the numbers of its values under which others have values, and how many points each
   *     of these values makes
   */
  private record Node(
      Dimension dimension,
      GridValues values,
      List<Node> children,
      SortedMap<Long, Long> wide,
      long size) {}

  private final Space space;
  private final List<Node> roots;

  private Grid(Space space, List<Node> roots) {
    this.space = space;
    this.roots = roots;
  }

  /**
   * The grid of a space.
   *
   * @param points how many values are taken of a range without a step, its ends among them;
   *     integers that are fewer are all taken
   * @throws IllegalArgumentException if the space has problems
   */
  public static Grid of(Space space, int points) {
    return new Grid(
        space.sound(),
        space.dimensions().stream()
            .filter(dimension -> dimension.when() == null)
            .map(dimension -> node(space, dimension, points))
            .toList());
  }

  /** How many points it has; {@link Long#MAX_VALUE} if they are as many or more. */
  public long size() {
    return size(roots);
  }

  /** The parameters of a point by name, as text; numbers count from 0 up to the size. */
  public Map<String, String> point(long number) {
    var chosen = new HashMap<String, String>();
    choose(roots, number, chosen);
    return space.fill(dimension -> chosen.get(dimension.name()));
  }

  private static Node node(Space space, Dimension dimension, int points) {
    GridValues values = GridValues.of(dimension, points);
    List<Node> children =
        space.dimensions().stream()
            .filter(
                other -> other.when() != null && other.when().parameter().equals(dimension.name()))
            .map(other -> node(space, other, points))
            .toList();
    var wide = new TreeMap<Long, Long>();
    children.stream()
        .flatMap(child -> conditions(child).stream())
        .filter(value -> values.number().applyAsLong(value) >= 0)
        .forEach(
            value -> wide.put(values.number().applyAsLong(value), size(active(children, value))));
    long size = wide.values().stream().reduce(values.size() - wide.size(), Grid::plus);
    return new Node(dimension, values, children, wide, size);
  }

  private static List<Node> active(List<Node> nodes, String value) {
    return nodes.stream().filter(node -> conditions(node).contains(value)).toList();
  }

  private static Set<String> conditions(Node node) {
    Condition when = node.dimension().when();
    return when == null ? Set.of() : when.in();
  }

  private static long size(List<Node> nodes) {
    return nodes.stream().mapToLong(Node::size).reduce(1, Grid::times);
  }

  private static void choose(List<Node> nodes, long number, Map<String, String> chosen) {
    long rest = number;
    for (Node node : nodes.reversed()) {
      choose(node, rest % node.size(), chosen);
      rest /= node.size();
    }
  }

  private static void choose(Node node, long number, Map<String, String> chosen) {
    long rest = number;
    long value = 0;
    for (var wide : node.wide().entrySet()) {
      long narrow = wide.getKey() - value;
      if (rest < narrow) {
        break;
      }
      rest -= narrow;
      value = wide.getKey();
      if (rest < wide.getValue()) {
        put(node, value, rest, chosen);
        return;
      }
      rest -= wide.getValue();
      value++;
    }
    put(node, value + rest, 0, chosen);
  }

  private static void put(Node node, long value, long rest, Map<String, String> chosen) {
    String text = node.values().value().apply(value);
    chosen.put(node.dimension().name(), text);
    choose(active(node.children(), text), rest, chosen);
  }

  private static long times(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  private static long plus(long a, long b) {
    return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
  }
}
