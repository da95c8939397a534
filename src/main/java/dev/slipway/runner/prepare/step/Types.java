package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.ColumnType;

/** The engine's names of the types that the API has. */
final class Types {
  static String sql(ColumnType type) {
    return switch (type) {
      case Integer -> "BIGINT";
      case Number -> "DOUBLE";
      case String -> "VARCHAR";
      case Boolean -> "BOOLEAN";
      case Timestamp -> "TIMESTAMP";
    };
  }

  private Types() {}
}
