/** What the processes of a training use, where they can be seen. */
@NullMarked
package dev.slipway.runner.resources;

import org.jspecify.annotations.NullMarked;
