/** DuckDB and what is said to it: tables, columns, SQL text, row hashes. */
@NullMarked
package dev.slipway.runner.prepare.engine;

import org.jspecify.annotations.NullMarked;
