package dev.slipway.contract;

import dev.slipway.api.Source;
import dev.slipway.store.StoreSettings;
import java.util.List;

/**
 * What {@code runner poll} is asked to look at. Credentials and ConfigMaps come as for {@link
 * PrepareTask}.
 *
 * @param namespace the Dataset's namespace
 * @param sources the Dataset's sources
 * @param store where captured traffic lies
 */
public record PollTask(String namespace, List<Source> sources, StoreSettings store) {}
