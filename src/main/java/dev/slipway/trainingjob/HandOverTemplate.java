package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.engine.EngineRules;
import dev.slipway.engine.EngineRules.PodRule;
import dev.slipway.engine.Pointers;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.job.StrictModel;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The job of another operator that an attempt is handed over to, with the contract filled in. */
sealed interface HandOverTemplate {
  /**
   * It can be handed over, as far as can be told without the API server.
   *
   * @param job what is created
   * @param trainer the container that leaves the model; without an image where the kind says it
   *     elsewhere
   * @param graceSeconds how long its pod may take to leave it
   */
  record Filled(GenericKubernetesResource job, Container trainer, long graceSeconds)
      implements HandOverTemplate {}

  /**
   * It cannot.
   *
   * @param message what to change
   */
  record Invalid(String message) implements HandOverTemplate {}

  /** What a pod template makes of a rule cannot be used; the message says what to change. */
  final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message, null, false, false);
    }
  }

  JsonMapper JSON = JsonMapper.builder().build();

  /** Fills a TrainingJob's job in for an attempt. */
  static HandOverTemplate of(TrainingJob tj, Run run, EngineRules rules, PodSettings settings) {
    JsonNode given = tj.getSpec().job();
    if (given == null) {
      return new Invalid("there is no spec.job");
    }
    ObjectNode root = JSON.createObjectNode();
    root.set("apiVersion", given.get("apiVersion"));
    root.set("kind", given.get("kind"));
    root.set("metadata", metadata(given, tj, run, rules));
    root.set("spec", given.path("spec").deepCopy());
    try {
      Trainer trainer = null;
      for (PodRule rule : rules.pods()) {
        Trainer filled = fill(root, rule, new HandOverPod(tj, run, rules, settings));
        trainer = rule.trainer() ? filled : trainer;
      }
      rules
          .set()
          .forEach((at, value) -> Pointers.put(root, JsonPointer.compile(at), value.deepCopy()));
      return trainer == null
          ? new Invalid(
              "spec.job has nothing at %s, the pod that leaves the model: add it"
                  .formatted(rules.trainer().at()))
          : new Filled(
              JSON.convertValue(root, GenericKubernetesResource.class),
              trainer.container(),
              trainer.graceSeconds());
    } catch (Refusal refusal) {
      return new Invalid(String.valueOf(refusal.getMessage()));
    }
  }

  /** The container of a rule as it is filled in, and the time that its pod has to end. */
  record Trainer(Container container, long graceSeconds) {}

  private static @Nullable Trainer fill(ObjectNode root, PodRule rule, HandOverPod pod) {
    if (rule.overlay() != null) {
      return HandOverOverlay.fill(root, rule, rule.overlay(), pod);
    }
    if (rule.create() && root.at(rule.at()).isMissingNode()) {
      Pointers.put(root, JsonPointer.compile(rule.at()), JSON.createObjectNode());
    }
    Trainer found = null;
    for (JsonPointer place : Pointers.places(root, rule.at())) {
      PodTemplateSpec filled = pod.filled(template(root.at(place), place), rule, place.toString());
      Pointers.put(root, place, JSON.valueToTree(filled));
      Long grace = filled.getSpec().getTerminationGracePeriodSeconds();
      found =
          new Trainer(
              pod.worker(filled.getSpec(), rule, place.toString()),
              grace == null ? HandOverPod.GRACE_SECONDS : grace);
    }
    return found;
  }

  private static PodTemplateSpec template(JsonNode at, JsonPointer place) {
    try {
      return StrictModel.read(at, PodTemplateSpec.class);
    } catch (JsonProcessingException e) {
      throw new Refusal(
          "spec.job: %s is not a pod template: %s".formatted(place, StrictModel.fault(e)));
    }
  }

  private static JsonNode metadata(JsonNode given, TrainingJob tj, Run run, EngineRules rules) {
    ObjectNode metadata = JSON.createObjectNode();
    metadata.put("name", TrainingJobTemplate.name(tj, run));
    metadata.put("namespace", tj.getMetadata().getNamespace());
    var labels = texts(given.at("/metadata/labels"));
    labels.putAll(labels(tj, run, rules));
    var annotations = texts(given.at("/metadata/annotations"));
    annotations.put(Slipway.INPUTS, run.digest());
    metadata.set("labels", JSON.valueToTree(labels));
    metadata.set("annotations", JSON.valueToTree(annotations));
    metadata.set("ownerReferences", JSON.valueToTree(List.of(RunnerTemplate.owner(tj))));
    return metadata;
  }

  /** The labels by which a job and its pods are found. */
  static Map<String, String> labels(TrainingJob tj, Run run, EngineRules rules) {
    var labels = new TreeMap<>(TrainingJobTemplate.labels(tj, run));
    labels.put(Slipway.MANAGED_BY, Slipway.MANAGER);
    labels.put(Slipway.ENGINE, rules.name());
    return labels;
  }

  private static TreeMap<String, String> texts(JsonNode object) {
    var texts = new TreeMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
