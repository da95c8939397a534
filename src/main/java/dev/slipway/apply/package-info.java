/** The writes of the controllers, and what it means when the API server does not take one. */
@NullMarked
package dev.slipway.apply;

import org.jspecify.annotations.NullMarked;
