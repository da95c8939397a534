package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.StrictModel;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pod template as the user wrote it. */
sealed interface UserTemplate {
  /**
   * It can be used, as far as can be told without the API server.
   *
   * @param pod the template; its first container trains
   */
  record Usable(PodTemplateSpec pod) implements UserTemplate {
    Container trainer() {
      return pod.getSpec().getContainers().getFirst();
    }

    /** Whether its containers see each other's processes. */
    boolean sharesProcesses() {
      return TrainingContract.sharesProcesses(pod.getSpec());
    }

    /** The same, with an attempt's memory for the container that trains. */
    Usable withMemory(@Nullable String memory) {
      return memory == null
          ? this
          : new Usable(
              new PodTemplateSpecBuilder(pod)
                  .editSpec()
                  .setToContainers(0, MemoryEscalation.apply(trainer(), memory))
                  .endSpec()
                  .build());
    }
  }

  /**
   * It cannot be used.
   *
   * @param message what to change
   */
  record Invalid(String message) implements UserTemplate {}

  Set<String> RESERVED =
      Set.of(TrainingJobTemplate.FETCH, TrainingJobTemplate.PUBLISH, TrainingJobTemplate.ATTEND);

  /** Reads it. */
  static UserTemplate of(@Nullable JsonNode template) {
    if (template == null) {
      return new Invalid("there is no spec.template");
    }
    PodTemplateSpec pod;
    try {
      pod = StrictModel.read(template, PodTemplateSpec.class);
    } catch (JsonProcessingException e) {
      return new Invalid("spec.template is not a pod template: " + StrictModel.fault(e));
    }
    PodSpec spec = pod.getSpec();
    if (spec == null || spec.getContainers().isEmpty()) {
      return new Invalid("spec.template has no container: the first one trains");
    }
    if (spec.getRestartPolicy() != null && !spec.getRestartPolicy().equals("Never")) {
      return new Invalid(
          "spec.template.spec.restartPolicy is %s: leave it out, spec.retry says how often a failed attempt is tried again"
              .formatted(spec.getRestartPolicy()));
    }
    List<Container> all =
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()).toList();
    for (Container container : all) {
      if (container.getName() == null || container.getImage() == null) {
        return new Invalid("every container of spec.template needs a name and an image");
      }
      if (RESERVED.contains(container.getName())) {
        return new Invalid(
            "container %s of spec.template has a name that Slipway uses: name it otherwise"
                .formatted(container.getName()));
      }
    }
    return new Usable(pod);
  }
}
