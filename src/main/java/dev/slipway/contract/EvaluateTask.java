package dev.slipway.contract;

import dev.slipway.api.Task;
import dev.slipway.store.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner evaluate} is asked to do: join captured predictions of a time with their
 * labels and measure them.
 *
 * @param namespace the Monitor's namespace
 * @param deployment the Deployment whose traffic was captured
 * @param modelVersion only predictions of this ModelVersion; null for all
 * @param from only predictions from this moment on (RFC 3339)
 * @param until only predictions before this moment (RFC 3339)
 * @param task what the model predicts
 * @param request which outputs hold prediction and probabilities
 * @param store where captures and labels lie
 */
public record EvaluateTask(
    String namespace,
    String deployment,
    @Nullable String modelVersion,
    String from,
    String until,
    Task task,
    RequestFormat request,
    StoreSettings store) {}
