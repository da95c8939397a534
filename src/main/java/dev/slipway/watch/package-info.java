/** Where the controllers look: the namespaces that they watch. */
@NullMarked
package dev.slipway.watch;

import org.jspecify.annotations.NullMarked;
