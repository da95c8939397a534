package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Many parameters tried, of which the best make the model. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.algorithm == 'Grid' || has(self.trials)",
    message = "trials says when the search ends: only a Grid has an end of its own")
@ValidationRule(
    value =
        "self.parameters.all(p, !has(p.when) || self.parameters.exists(o, o.name == p.when.parameter && o.name != p.name && has(o.values)))",
    message = "when.parameter names another parameter of the search that has values")
@ValidationRule(
    value =
        "self.parameters.all(p, self.parameters.filter(o, o.name.lowerAscii() == p.name.lowerAscii()).size() == 1)",
    message = "every parameter needs a name of its own, in whatever case")
public record Search(
    @Required
        @JsonPropertyDescription(
            "Grid tries every combination, Random draws, TPE draws where others did well.")
        Algorithm algorithm,
    @Required @JsonPropertyDescription("What is best.") Objective objective,
    @Required @Size(min = 1, max = 30) @JsonPropertyDescription("What is tried.")
        List<Parameter> parameters,
    @JsonPropertyDescription(
            "How many trials there are at most. It may be raised while the search goes on.")
        @Nullable
        @Min(1)
        @Max(1000)
        Integer trials,
    @JsonPropertyDescription("How many trials run at once; 1 when not given.")
        @Nullable
        @Min(1)
        @Max(100)
        Integer parallelism,
    @JsonPropertyDescription(
            "The search ends when more trials than this have failed, with the best of the others; 3"
                + " when not given. What spec.retry tries again has not failed.")
        @Nullable
        @Min(0)
        @Max(1000)
        Integer maxFailedTrials,
    @JsonPropertyDescription(
            "No trial starts later than this after the start of the run, such as 12h. Those that run go on.")
        @Nullable
        @Pattern(Durations.PATTERN)
        String maxDuration,
    @JsonPropertyDescription("Stops trials that do worse than others at the same step.")
        @Nullable EarlyStop earlyStop,
    @JsonPropertyDescription(
            "Ends the search with the first trial that passes all gates of spec.validation on metrics"
                + " that the training code reports; false when not given.")
        @Nullable Boolean untilGatesPass,
    @JsonPropertyDescription(
            "Searches with equal seeds try the same, as far as their trials end in the same order; 0 when not given.")
        @Nullable Long seed) {

  public Search {
    parameters = parameters == null ? List.of() : List.copyOf(parameters);
  }

  /** How the next trial is chosen. */
  public enum Algorithm {
    /** Every combination in turn. */
    Grid,
    /** Independent draws. */
    Random,
    /** The tree-structured Parzen estimator. */
    TPE
  }

  /** What is best. */
  public record Objective(
      @Required
          @Pattern("^[a-zA-Z_][a-zA-Z0-9_./-]{0,62}$")
          @JsonPropertyDescription(
              "A metric that the training code reports, measured on rows that it does not train on.")
          String metric,
      @Required @JsonPropertyDescription("Whether more or less of it is better.") Goal goal) {}

  /** Whether more or less of a metric is better. */
  public enum Goal {
    /** More. */
    Maximize,
    /** Less. */
    Minimize
  }

  /** What is tried for one parameter. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value = "[has(self.values), has(self.integer), has(self.number)].exists_one(given, given)",
      message = "a parameter has one of values, integer and number")
  @ValidationRule(
      value = "!has(self.containers) || has(self.values)",
      message = "containers belong to values")
  public record Parameter(
      @Required
          @Pattern("^[a-zA-Z][a-zA-Z0-9_]{0,62}$")
          @Size(max = 63)
          @JsonPropertyDescription(
              "Its name: the training code finds it where it finds those of spec.parameters, which may"
                  + " not have one of the same name.")
          String name,
      @JsonPropertyDescription("A choice of words.") @Size(min = 1, max = 100) List<String> values,
      @JsonPropertyDescription("A whole number.") @Nullable IntegerRange integer,
      @JsonPropertyDescription("A number.") @Nullable NumberRange number,
      @JsonPropertyDescription(
              "The parameter is there only when another one has one of some values.")
          @Nullable When when,
      @JsonPropertyDescription(
              "What trains for which value, where that differs from the template: another algorithm.")
          @Size(max = 100)
          Map<String, Variant> containers) {
    public Parameter {
      values = values == null ? List.of() : List.copyOf(values);
      containers = containers == null ? Map.of() : Map.copyOf(containers);
    }
  }

  /** The whole numbers that are tried. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = "self.min < self.max", message = "min must be below max")
  @ValidationRule(
      value = "!has(self.log) || !self.log || self.min >= 1",
      message = "log needs a min of at least 1")
  @ValidationRule(
      value = "!has(self.log) || !self.log || !has(self.step)",
      message = "log and step exclude each other")
  public record IntegerRange(
      @Required @JsonPropertyDescription("The least.") Long min,
      @Required @JsonPropertyDescription("The greatest.") Long max,
      @JsonPropertyDescription("min, min + step, and so on; 1 when not given.") @Nullable @Min(1)
          Long step,
      @JsonPropertyDescription(
              "Whether a factor counts as much everywhere: for what may be 1 or 1000; false when not given.")
          @Nullable Boolean log) {}

  /** The numbers that are tried. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(value = "self.min < self.max", message = "min must be below max")
  @ValidationRule(
      value = "!has(self.log) || !self.log || self.min > 0.0",
      message = "log needs a min above 0")
  @ValidationRule(
      value = "!has(self.log) || !self.log || !has(self.step)",
      message = "log and step exclude each other")
  @ValidationRule(value = "!has(self.step) || self.step > 0.0", message = "step is above 0")
  public record NumberRange(
      @Required @JsonPropertyDescription("The least.") Double min,
      @Required @JsonPropertyDescription("The greatest.") Double max,
      @JsonPropertyDescription(
              "min, min + step, and so on; any number when not given. A Grid needs it.")
          @Nullable Double step,
      @JsonPropertyDescription(
              "Whether a factor counts as much everywhere: for what may be 0.0001 or 0.1; false when not given.")
          @Nullable Boolean log) {}

  /** When a parameter is there. */
  public record When(
      @Required @Size(max = 63) @JsonPropertyDescription("Another parameter, with values.")
          String parameter,
      @Required @Size(min = 1, max = 100) @JsonPropertyDescription("The values that it must have.")
          List<String> in) {
    public When {
      in = in == null ? List.of() : List.copyOf(in);
    }
  }

  /** What differs in the container that trains. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value = "has(self.image) || has(self.command) || has(self.args)",
      message = "say what differs: image, command or args")
  public record Variant(
      @JsonPropertyDescription("Its image; that of the template when not given.")
          @Nullable String image,
      @JsonPropertyDescription("Its command; that of the template when not given.") @Size(max = 100)
          List<String> command,
      @JsonPropertyDescription("Its arguments; those of the template when not given.")
          @Size(max = 100)
          List<String> args) {
    public Variant {
      command = command == null ? List.of() : List.copyOf(command);
      args = args == null ? List.of() : List.copyOf(args);
    }
  }

  /** Stops trials that do worse than others at the same step. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "self.rule != 'Median' || !has(self.reduction)",
      message = "reduction belongs to ASHA and Hyperband")
  @ValidationRule(
      value = "self.rule == 'Median' ? !has(self.maxSteps) : has(self.maxSteps)",
      message = "ASHA and Hyperband need maxSteps, Median has none")
  @ValidationRule(
      value = "!has(self.maxSteps) || self.maxSteps > (has(self.minSteps) ? self.minSteps : 1)",
      message = "maxSteps is above minSteps")
  @ValidationRule(
      value = "self.rule == 'Median' || !has(self.startupTrials)",
      message = "startupTrials belongs to Median")
  public record EarlyStop(
      @Required
          @JsonPropertyDescription(
              "Median stops what is worse than half of the others. ASHA lets the best of each rung go on,"
                  + " Hyperband does so with several sets of rungs.")
          Rule rule,
      @JsonPropertyDescription(
              "No trial is stopped before this step, as its code reports it; 1 when not given.")
          @Nullable
          @Min(1)
          Long minSteps,
      @JsonPropertyDescription(
              "One in so many goes on from each rung, and each rung is so many times the one before; 3"
                  + " when not given.")
          @Nullable
          @Min(2)
          @Max(10)
          Integer reduction,
      @JsonPropertyDescription("How many steps a whole trial has, for ASHA and Hyperband.")
          @Nullable
          @Min(1)
          Long maxSteps,
      @JsonPropertyDescription(
              "Median stops no trial before so many others have come as far; 5 when not given.")
          @Nullable
          @Min(1)
          @Max(1000)
          Integer startupTrials) {}

  /** When a trial is stopped early. */
  public enum Rule {
    /** The median stopping rule. */
    Median,
    /** Asynchronous successive halving. */
    ASHA,
    /** Brackets of successive halving. */
    Hyperband
  }
}
