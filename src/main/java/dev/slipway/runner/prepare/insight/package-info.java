/** What a person should know of a snapshot's rows before a model is trained on them. */
@NullMarked
package dev.slipway.runner.prepare.insight;

import org.jspecify.annotations.NullMarked;
