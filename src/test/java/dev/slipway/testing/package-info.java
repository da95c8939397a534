/** What tests share: clusters, operators to run on them, and namespaces to work in. */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
