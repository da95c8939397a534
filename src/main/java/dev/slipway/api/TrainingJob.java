package dev.slipway.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** States that there is a model from this code, these parameters and this data. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("tj")
@Categories({"ml", "slipway"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Run", jsonPath = ".status.run.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Attempt", jsonPath = ".status.run.attempt", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Percent",
    jsonPath = ".status.run.progress.percent",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Metric", jsonPath = ".status.metric", type = Type.STRING)
@AdditionalPrinterColumn(name = "Queue", jsonPath = ".spec.queue.name", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "ModelVersion",
    jsonPath = ".status.run.modelVersion",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class TrainingJob extends CustomResource<TrainingJobSpec, TrainingJobStatus>
    implements Namespaced {}
