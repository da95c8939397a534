package dev.slipway.runner.prepare.plan;

/** What a step works on. */
public enum Reach {
  /** Each row of the first source by itself: it is repeated when a model is served. */
  Row,
  /** All rows of the first source together: rows come, go or see each other; not repeated. */
  Table,
  /** The rows of another source: not repeated. */
  Source
}
