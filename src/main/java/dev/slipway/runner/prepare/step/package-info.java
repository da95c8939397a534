/** What is done to the data: each verb turns into SQL over the relation before it. */
@NullMarked
package dev.slipway.runner.prepare.step;

import org.jspecify.annotations.NullMarked;
