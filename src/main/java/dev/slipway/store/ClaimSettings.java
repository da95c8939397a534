package dev.slipway.store;

import org.jspecify.annotations.Nullable;

/**
 * How a pvc:// store's claim is made where a namespace has none.
 *
 * @param name the claim's name; null when the store is no claim
 * @param size how large it is
 * @param storageClass its storage class; null for the cluster's default
 */
public record ClaimSettings(@Nullable String name, String size, @Nullable String storageClass) {}
