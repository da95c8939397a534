package dev.slipway.contract;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.store.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner prepare} is asked to do. Credentials of a source come as the variables of
 * {@link CredentialVariables}; ConfigMap sources are mounted at {@code
 * /slipway/sources/<name>/<key>}.
 *
 * @param namespace the Dataset's namespace
 * @param name the Dataset's name
 * @param spec what to prepare
 * @param store where the snapshot goes
 * @param current the snapshot that is current; null when there is none yet
 * @param stage which of the {@link Stages}; null for the first
 */
public record PrepareTask(
    String namespace,
    String name,
    DatasetSpec spec,
    StoreSettings store,
    @Nullable Snapshot current,
    @Nullable Integer stage) {}
