/** What runs in pods: prepare, fetch, publish, validate, evaluate, notify. */
@NullMarked
package dev.slipway.runner;

import org.jspecify.annotations.NullMarked;
