package dev.slipway.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Watches a Deployment's traffic, alerts, and asks for a better model. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("mon")
@Categories({"ml", "slipway"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Samples",
    jsonPath = ".status.windows[0].samples",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Drift",
    jsonPath = ".status.windows[0].summary",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Performance",
    jsonPath = ".status.performance.summary",
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
public class Monitor extends CustomResource<MonitorSpec, MonitorStatus> implements Namespaced {}
