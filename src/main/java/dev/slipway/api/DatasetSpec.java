package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a snapshot is made from, and how. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.timeZone) || has(self.schedule)",
    message = "timeZone belongs to a schedule")
@ValidationRule(
    value = "self.sources.all(s, self.sources.exists_one(t, t.name == s.name))",
    message = "every source needs a name of its own")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.from) || self.sources.exists(t, t.name == s.from))",
    message = "a step's `from` must name one of the sources")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.join) || self.sources.exists(t, t.name == s.join.source))",
    message = "a join's `source` must name one of the sources")
@ValidationRule(
    value =
        "!has(self.steps) || self.steps.all(s, !has(s.union) || self.sources.exists(t, t.name == s.union.source))",
    message = "a union's `source` must name one of the sources")
@ValidationRule(
    value = "!has(self.onChange) || self.sources.all(s, !has(s.sql) || has(s.sql.revision))",
    message =
        "onChange looks at every source: give each sql source a `revision`, a cheap query that tells whether its"
            + " rows have changed")
@ValidationRule(
    value = "!has(self.steps) || self.steps.filter(s, has(s.transform)).size() <= 4",
    message = "at most 4 steps can be transforms")
public record DatasetSpec(
    @JsonPropertyDescription("What people must know of this data.")
        @Nullable Documentation documentation,
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "Where the data comes from. The steps work on the first source; the others are joined to it.")
        List<Source> sources,
    @Size(max = 64)
        @JsonPropertyDescription("What is done to the data, in order; exactly one verb each.")
        List<Step> steps,
    @JsonPropertyDescription("The column that models learn to predict.") @Nullable String label,
    @JsonPropertyDescription(
            "What is predicted. When it is not given: two distinct labels or a boolean mean"
                + " BinaryClassification, text or up to 20 distinct whole numbers"
                + " MulticlassClassification, else Regression.")
        @Nullable Task task,
    @Size(max = 128) @JsonPropertyDescription("What must be true of the prepared rows.")
        List<Expectation> expectations,
    @Required @JsonPropertyDescription("How the rows are divided.") Splits splits,
    @JsonPropertyDescription(
            "Which columns may differ from those of the current snapshot: none (Strict), new ones (Additive), or any (Any,"
                + " the default). A snapshot that differs more is refused, and the current one stays.")
        @Nullable SchemaEvolution schemaEvolution,
    @Size(min = 9, max = 100)
        @JsonPropertyDescription(
            "When to prepare again: minute, hour, day of the month, month, day of the week, as for a CronJob. Never two at"
                + " once; of missed times one is caught up.")
        @Nullable String schedule,
    @Pattern("^[A-Za-z][A-Za-z0-9_+/-]{1,63}$")
        @JsonPropertyDescription(
            "The time zone of the schedule, such as Europe/Berlin; UTC when not given.")
        @Nullable String timeZone,
    @JsonPropertyDescription(
            "Looks at the sources from time to time, without reading them, and prepares again when one has changed.")
        @Nullable OnChange onChange,
    @JsonPropertyDescription(
            "Which snapshots are kept; all when not given. Never removed are the current one and those that a run of a"
                + " TrainingJob or a ModelVersion was made from.")
        @Nullable Retention retention,
    @Pattern(Durations.PATTERN)
        @Size(min = 2, max = 24)
        @JsonPropertyDescription(
            "How long an attempt of a preparation may take, such as 30m; 12h when not given.")
        @Nullable String deadline,
    @JsonPropertyDescription("What a preparation's pod is given.") @Nullable Resources resources) {

  public DatasetSpec {
    sources = sources == null ? List.of() : List.copyOf(sources);
    steps = steps == null ? List.of() : List.copyOf(steps);
    expectations = expectations == null ? List.of() : List.copyOf(expectations);
  }

  /** How much the columns may differ from those of the snapshot before. */
  public enum SchemaEvolution {
    /** The same columns of the same types. */
    Strict,
    /** The same columns of the same types, and new ones. */
    Additive,
    /** Any columns. */
    Any
  }

  /** Preparing again when a source has changed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "!has(self.pollInterval) || duration(self.pollInterval) >= duration('1m')",
      message = "onChange.pollInterval is at least 1m: every look is a Job")
  public record OnChange(
      @Pattern(Durations.PATTERN)
          @Size(min = 2, max = 24)
          @JsonPropertyDescription(
              "How long after a look the next one comes, such as 5m or 1h; 15m when not given.")
          @Nullable String pollInterval) {}

  /** Which snapshots are kept. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.snapshots) || has(self.age)",
      message = "retention needs snapshots, age or both")
  public record Retention(
      @Min(1)
          @Max(1000)
          @JsonPropertyDescription("So many of the newest are kept, the current one among them.")
          @Nullable Integer snapshots,
      @Pattern(Durations.PATTERN)
          @Size(min = 2, max = 24)
          @JsonPropertyDescription("Those that are older are removed, such as 720h.")
          @Nullable String age) {}

  /** What a preparation's pod is given. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "!has(self.cpuLimit) || quantity(self.cpuLimit).compareTo(quantity(has(self.cpu) ? self.cpu : '100m')) >= 0",
      message = "resources.cpuLimit is not less than resources.cpu, which is 100m when not given")
  public record Resources(
      @Pattern(Resources.QUANTITY)
          @JsonPropertyDescription(
              "CPU that is kept for it, such as 2 or 500m; 100m when not given.")
          @Nullable String cpu,
      @Pattern(Resources.QUANTITY)
          @JsonPropertyDescription(
              "CPU that it may not exceed, such as 4; all of its node's when not given.")
          @Nullable String cpuLimit,
      @Pattern(Resources.QUANTITY)
          @JsonPropertyDescription(
              "Memory that it has and may not exceed, such as 4Gi; 1Gi when not given. What does not fit is spilled to scratch.")
          @Nullable String memory,
      @Pattern(Resources.QUANTITY)
          @JsonPropertyDescription(
              "Disk for downloads and for what does not fit into memory, such as 100Gi; 10Gi when not given.")
          @Nullable String scratch) {
    static final String QUANTITY = "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";
  }
}
