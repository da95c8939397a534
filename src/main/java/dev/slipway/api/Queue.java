package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The queue of Kueue that the Jobs of attempts wait in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Queue(
    @Required
        @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$")
        @Size(max = 63)
        @JsonPropertyDescription("The LocalQueue, in the namespace of the TrainingJob.")
        String name,
    @JsonPropertyDescription(
            "The WorkloadPriorityClass by which Kueue orders and preempts; none when not given.")
        @Nullable
        @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$")
        @Size(max = 63)
        String priorityClass,
    @JsonPropertyDescription(
            "How long an attempt may run, counted over all the times that the queue has let it run;"
                + " then Kueue stops it, which is the failure Deadline. For ever when not given.")
        @Nullable
        @Pattern(Durations.PATTERN)
        @Size(min = 2, max = 24)
        String maxExecTime) {}
