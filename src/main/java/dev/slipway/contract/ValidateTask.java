package dev.slipway.contract;

import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.store.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner validate} is asked to do: send the test part of a snapshot to the candidate,
 * and to the champion if there is one, and compare the answers with the labels.
 *
 * @param namespace the ModelVersion's namespace
 * @param name the ModelVersion's name
 * @param spec the ModelVersion's spec, for the model card
 * @param snapshot the snapshot whose test part is sent; fetched to {@link PodPaths#DATA}
 * @param readySeconds how long the runtimes may take to load their models
 * @param candidate where the candidate answers, such as http://127.0.0.1:8081
 * @param candidateMetrics where its runtime's own metrics are, in the form of Prometheus
 * @param champion where the champion answers, or null
 * @param championName the champion's ModelVersion, or null
 * @param request how the runtime wants to be asked
 * @param store where the report, the prediction profile and the card go
 */
public record ValidateTask(
    String namespace,
    String name,
    ModelVersionSpec spec,
    Snapshot snapshot,
    long readySeconds,
    String candidate,
    String candidateMetrics,
    @Nullable String champion,
    @Nullable String championName,
    RequestFormat request,
    StoreSettings store) {}
