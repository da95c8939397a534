/** The prepared table: its columns, label and splits. */
@NullMarked
package dev.slipway.runner.prepare.table;

import org.jspecify.annotations.NullMarked;
