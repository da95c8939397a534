/** A snapshot's report, for machines and for people. */
@NullMarked
package dev.slipway.runner.prepare.report;

import org.jspecify.annotations.NullMarked;
