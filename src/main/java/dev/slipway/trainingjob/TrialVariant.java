package dev.slipway.trainingjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.Search;
import dev.slipway.api.Search.Variant;
import dev.slipway.api.SearchProgress;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A TrainingJob as it would be if what a trial tries were in its spec. */
final class TrialVariant {
  /** With the parameters that a run's search has found best; itself before that. */
  static TrainingJob best(TrainingJob tj, @Nullable Run run) {
    SearchProgress search = run == null ? null : run.search();
    return search == null || search.best() == null || search.best().parameters() == null
        ? tj
        : of(tj, search.best().parameters());
  }

  /** With the parameters of a trial, and the container that goes with them. */
  static TrainingJob of(TrainingJob tj, Map<String, String> tried) {
    Search search = tj.getSpec().search();
    JsonNode template = tj.getSpec().template();
    if (search == null || template == null || tried.isEmpty()) {
      return tj;
    }
    Map<String, String> parameters = new TreeMap<>(tj.getSpec().parameters());
    parameters.putAll(tried);
    for (Search.Parameter parameter : search.parameters()) {
      Variant variant = parameter.containers().get(tried.getOrDefault(parameter.name(), ""));
      template = variant == null ? template : with(template, variant);
    }
    var changed = new TrainingJob();
    changed.setMetadata(tj.getMetadata());
    changed.setSpec(
        TrainingJobSpecBuilder.builder(tj.getSpec())
            .parameters(parameters)
            .template(template)
            .build());
    changed.setStatus(tj.getStatus());
    return changed;
  }

  private static JsonNode with(JsonNode template, Variant variant) {
    JsonNode copy = template.deepCopy();
    if (copy.at("/spec/containers/0") instanceof ObjectNode trainer) {
      if (variant.image() != null) {
        trainer.put("image", variant.image());
      }
      put(trainer, "command", variant.command());
      put(trainer, "args", variant.args());
    }
    return copy;
  }

  private static void put(ObjectNode trainer, String field, List<String> words) {
    if (!words.isEmpty()) {
      ArrayNode list = trainer.putArray(field);
      words.forEach(list::add);
    }
  }

  private TrialVariant() {}
}
