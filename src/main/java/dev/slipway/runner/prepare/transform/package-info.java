/** Between the stages of a preparation: what a transform's container is given and what it made. */
@NullMarked
package dev.slipway.runner.prepare.transform;

import org.jspecify.annotations.NullMarked;
