package dev.slipway.api.step;

/** The types that columns of a snapshot have. */
public enum ColumnType {
  Integer,
  Number,
  String,
  Boolean,
  Timestamp
}
