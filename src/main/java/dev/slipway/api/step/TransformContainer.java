package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a Kubernetes container that a transform may set. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.env) || self.env.all(e, has(e.name))",
    message = "every variable of env needs a name")
@ValidationRule(
    value = "!has(self.env) || !self.env.exists(e, has(e.name) && e.name.startsWith('SLIPWAY_'))",
    message = "variables whose names begin with SLIPWAY_ are set by Slipway")
@ValidationRule(
    value = "!has(self.resources) || !has(self.resources.claims)",
    message = "resources.claims needs a pod of your own: a transform has limits and requests")
public record TransformContainer(
    @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Its image; recipe.json names it as it is given here.")
        String image,
    @JsonPropertyDescription("When the image is pulled; as Kubernetes has it when not given.")
        @Nullable PullPolicy imagePullPolicy,
    @Size(max = 64) @JsonPropertyDescription("What is run instead of the image's entry point.")
        List<String> command,
    @Size(max = 64) @JsonPropertyDescription("Arguments, instead of the image's.")
        List<String> args,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Variables, as in any pod; secrets belong into valueFrom, since values are kept in the snapshot.")
        List<EnvVar> env,
    @JsonPropertyDescription("CPU, memory and devices that it asks for and may use.")
        @Nullable ResourceRequirements resources) {

  public TransformContainer {
    command = command == null ? List.of() : List.copyOf(command);
    args = args == null ? List.of() : List.copyOf(args);
    env = env == null ? List.of() : List.copyOf(env);
  }

  /** When an image is pulled. */
  public enum PullPolicy {
    Always,
    IfNotPresent,
    Never
  }
}
