/** What the operator and its pods say to each other: tasks go in, results come out. */
@NullMarked
package dev.slipway.contract;

import org.jspecify.annotations.NullMarked;
