package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A claim in which snapshots are kept ready to read, for all pods that mount it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnapshotCache(
    @Required
        @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$")
        @Size(max = 253)
        @JsonPropertyDescription(
            "A PersistentVolumeClaim in the TrainingJob's namespace. One that is ReadWriteOnce is shared by the pods"
                + " of a node, and keeps all that use it on that node; ReadWriteMany is shared by all nodes.")
        String claimName,
    @JsonPropertyDescription(
            "How long a copy is kept after an attempt has begun with it, such as 24h; 168h when not given. Sooner when"
                + " another snapshot needs the room, but never before deadlines.running of each attempt that began"
                + " with it is over. What is kept no longer is removed by the next attempt that uses the claim.")
        @Nullable
        @Pattern(Durations.PATTERN)
        @Size(min = 2, max = 24)
        String ttl) {}
