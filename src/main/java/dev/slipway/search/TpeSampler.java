package dev.slipway.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

public final class TpeSampler implements Sampler {
  static final int STARTUP = Integer.getInteger("startup", 10);
  static final int CANDIDATES = Integer.getInteger("cand", 24);
  static final int RECENT = Integer.getInteger("recent", 25);
  static final double GAMMA = Double.parseDouble(System.getProperty("gamma", "0.1"));
  static final boolean SQRT = Boolean.getBoolean("sqrt");
  static final double PRIOR = Double.parseDouble(System.getProperty("prior", "1"));
  static final boolean LHS = Boolean.getBoolean("lhs");
  static final boolean LOCAL = Boolean.getBoolean("local");
  static final boolean UNI = Boolean.getBoolean("uni");
  static final boolean FLAT = Boolean.getBoolean("flat");
  static final int ATTEMPTS = 16;

  private final Space space;
  private final Goal goal;
  private final long seed;
  private final RandomSampler startup;

  public TpeSampler(Space space, Goal goal, long seed) {
    this.space = space;
    this.goal = goal;
    this.seed = seed;
    this.startup = new RandomSampler(space, seed);
  }

  @Override
  public Optional<Map<String, String>> next(List<Trial> history, int number) {
    History known = History.of(history, goal);
    if (known.ranked().size() < STARTUP) {
      if (LHS && number < STARTUP) {
        return Optional.of(space.fill(d -> {
          var idx = new ArrayList<Integer>();
          for (int i = 0; i < STARTUP; i++) idx.add(i);
          RandomGenerator r = Dice.of(seed, "lhs", d.name());
          for (int i = STARTUP - 1; i > 0; i--) java.util.Collections.swap(idx, i, r.nextInt(i + 1));
          return RandomSampler.value(d, (idx.get(number) + Dice.of(seed, number, d.name()).nextDouble()) / STARTUP);
        }));
      }
      return startup.next(history, number);
    }
    var untried = new Untried(space, history);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Map<String, String> point = attempt(known, Dice.of(seed, number, "tpe", attempt));
      if (untried.contains(point)) {
        return Optional.of(point);
      }
    }
    return startup.next(history, number);
  }

  private Map<String, String> attempt(History known, RandomGenerator dice) {
    var chosen = new LinkedHashMap<String, String>();
    var rest = new ArrayList<>(space.dimensions());
    while (true) {
      List<Dimension> group = new ArrayList<>();
      Dimension.Condition when = null;
      for (Dimension d : rest) {
        boolean ready = Space.holds(d.when(), chosen);
        if (ready && (group.isEmpty() || (!UNI && java.util.Objects.equals(when, d.when())))) {
          group.add(d);
          when = d.when();
        }
      }
      if (group.isEmpty()) break;
      rest.removeAll(group);
      chosen.putAll(sample(group, known, dice));
    }
    return space.fill(d -> chosen.get(d.name()));
  }

  private Map<String, String> sample(List<Dimension> group, History known, RandomGenerator dice) {
    List<Trial> ranked = known.ranked();
    if (LOCAL) ranked = ranked.stream().filter(t -> has(t, group)).toList();
    int n = ranked.size();
    int good = SQRT ? Math.min((int) Math.ceil(GAMMA * Math.sqrt(n)), 25) : Math.min((int) Math.ceil(GAMMA * n), 25);
    List<Trial> below = new ArrayList<>(ranked.subList(0, good));
    List<Trial> above = new ArrayList<>(ranked.subList(good, n));
    above.addAll(known.running());
    ParzenEstimator l = estimator(group, below, true);
    ParzenEstimator g = estimator(group, above, false);
    double[] best = null;
    double score = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CANDIDATES; i++) {
      double[] c = l.draw(dice);
      double s = l.logDensity(c) - g.logDensity(c);
      if (best == null || s > score) { best = c; score = s; }
    }
    return l.values(best);
  }

  static boolean has(Trial t, List<Dimension> group) {
    return group.stream().allMatch(d -> t.parameters().get(d.name()) != null && Kernels.contains(d, t.parameters().get(d.name())));
  }

  private ParzenEstimator estimator(List<Dimension> group, List<Trial> trials, boolean below) {
    List<Map<String, String>> seen = trials.stream().filter(t -> has(t, group))
        .sorted(Comparator.comparingInt(Trial::number)).map(Trial::parameters).toList();
    return new ParzenEstimator(group, seen, weights(seen.size()), PRIOR);
  }

  private static double[] weights(int n) {
    double[] weights = new double[n];
    int old = Math.max(0, n - RECENT);
    for (int i = 0; i < n; i++) {
      weights[i] = FLAT || i >= old ? 1 : old == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (old - 1);
    }
    return weights;
  }
}
