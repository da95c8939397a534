package dev.slipway.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Kueue says of a Job that waits in its queue, or was let out of it: of the kind Workload only
 * what is read here, so that caches hold no more.
 */
@Group(Kueue.GROUP)
@Version(Kueue.VERSION)
@Kind("Workload")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonDeserialize(using = JsonDeserializer.None.class)
public class Workload implements HasMetadata, Namespaced {
  @Serial private static final long serialVersionUID = 1L;
  private static final String OVERTIME = "MaximumExecutionTimeExceeded";

  private ObjectMeta metadata = new ObjectMeta();
  @JsonProperty private @Nullable Status status;

  /** Its conditions. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(@Nullable List<Told> conditions) implements Serializable {}

  /** A condition. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Told(String type, String status, String reason, String message)
      implements Serializable {}

  /** A Workload with these conditions. */
  public static Workload saying(Told... conditions) {
    var workload = new Workload();
    workload.status = new Status(List.of(conditions));
    return workload;
  }

  @Override
  public ObjectMeta getMetadata() {
    return metadata;
  }

  @Override
  public void setMetadata(ObjectMeta metadata) {
    this.metadata = metadata;
  }

  @Override
  public void setApiVersion(String version) {
    // the class has it
  }

  /** The uid of the Job that it stands for; none when it stands for something else. */
  public Optional<String> job() {
    return Optional.ofNullable(metadata.getLabels())
        .map((Map<String, String> labels) -> labels.get(Kueue.JOB_UID));
  }

  /** Why it is not let out of the queue: what lacks quota first, then what lacks a check. */
  public Optional<Told> waits() {
    return find("QuotaReserved", "False").or(() -> find("Admitted", "False"));
  }

  /** What Kueue said when it let it run. */
  public Optional<Told> admitted() {
    return find("Admitted", "True");
  }

  /** Why it was stopped, when it was: until it is let out again. */
  public Optional<Told> evicted() {
    return find("Evicted", "True");
  }

  /** That it was stopped because it has run for as long as it may. */
  public Optional<Told> overtime() {
    return evicted().filter(told -> told.reason().endsWith(OVERTIME));
  }

  @JsonIgnore
  private Optional<Told> find(String type, String value) {
    return Stream.ofNullable(status)
        .map(Status::conditions)
        .flatMap(Stream::ofNullable)
        .flatMap(List::stream)
        .filter(c -> c.type().equals(type) && c.status().equals(value))
        .findFirst();
  }
}
