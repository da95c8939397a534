/** Where data comes from: one class for each kind of place, all of them into tables. */
@NullMarked
package dev.slipway.runner.prepare.source;

import org.jspecify.annotations.NullMarked;
