package dev.slipway.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Data for training: sources, the steps that prepare them, and the snapshot that came of it. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("dset")
@Categories({"ml", "slipway"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Percent",
    jsonPath = ".status.preparation.progress.percent",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Rows", jsonPath = ".status.snapshot.rows", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Snapshot", jsonPath = ".status.snapshot.name", type = Type.STRING)
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
public class Dataset extends CustomResource<DatasetSpec, DatasetStatus> implements Namespaced {}
