package dev.slipway.testing;

/**
 * A namespace that one test has to itself, under the restricted Pod Security Standard.
 *
 * @param name its name
 */
public record Namespace(String name) {}
