/** Job-like resources of other operators: what is declared of them, and how they are read. */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
