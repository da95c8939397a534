/** What can be expected of prepared rows: one class for each check. */
@NullMarked
package dev.slipway.runner.prepare.quality.check;

import org.jspecify.annotations.NullMarked;
