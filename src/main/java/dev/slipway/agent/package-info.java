/** The proxy beside every serving container. */
@NullMarked
package dev.slipway.agent;

import org.jspecify.annotations.NullMarked;
