package dev.slipway.trainingjob;

import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatus.SnapshotRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a run should start, when none is under way. */
sealed interface RunTrigger {
  /** Nothing new. */
  record Stay() implements RunTrigger {}

  /**
   * A run starts.
   *
   * @param cause Created, Changed, Asked, Scheduled, Snapshot or the cause of a request
   * @param snapshot what it trains on
   * @param request the request that it answers, if it answers one
   */
  record Begin(String cause, @Nullable Snapshot snapshot, @Nullable RetrainRequest request)
      implements RunTrigger {}

  /**
   * It waits for data.
   *
   * @param broken whether somebody has to change something first
   * @param ask the snapshot that the Dataset is asked for, or null
   */
  record Await(String reason, String message, boolean broken, @Nullable SnapshotRequest ask)
      implements RunTrigger {}

  /** A request is answered without a run, because its inputs are those of the last one. */
  record UpToDate(RetrainRequest request) implements RunTrigger {}

  /** A request is answered without a run, because its data cannot be had. */
  record NoData(RetrainRequest request, String message) implements RunTrigger {}

  /** Decides. */
  static RunTrigger of(
      TrainingJob tj, TrainingJobStatus status, TrainingJobObserved observed, Instant now) {
    TrainingJobSpec spec = tj.getSpec();
    Run run = status.run();
    RetrainRequest request = pending(tj, status, observed.requests()).orElse(null);
    String cause = cause(tj, status);
    String dataset = spec.dataset();
    if (dataset == null) {
      if (cause != null || run == null) {
        return new Begin(String.valueOf(cause), null, null);
      }
      if (request != null) {
        return again(run, run.digest(), null, request, observed);
      }
      return due(spec, run, now) ? new Begin("Scheduled", null, null) : new Stay();
    }
    DataState data = DataState.of(dataset, observed.dataset());
    if (cause != null || run == null) {
      return begin(String.valueOf(cause), data);
    }
    if (request != null) {
      return requested(spec, dataset, status, run, request, data, observed);
    }
    if (due(spec, run, now)) {
      return begin("Scheduled", data);
    }
    boolean follows = spec.triggers() != null && Boolean.TRUE.equals(spec.triggers().onSnapshot());
    return follows
            && data instanceof DataState.Usable(Snapshot snapshot)
            && !RunInputs.digest(spec, snapshot).equals(run.digest())
        ? new Begin("Snapshot", snapshot, null)
        : new Stay();
  }

  /** Why a run starts with the data as it is; null when there is no such reason. */
  private static @Nullable String cause(TrainingJob tj, TrainingJobStatus status) {
    Run run = status.run();
    if (run == null) {
      return "Created";
    }
    if (changed(tj.getSpec(), run)) {
      return "Changed";
    }
    return Asking.pending(tj, status.runHandled()) ? "Asked" : null;
  }

  private static boolean due(TrainingJobSpec spec, Run run, Instant now) {
    return RunSchedule.of(spec, run) instanceof RunSchedule.Due(Instant moment)
        && !now.isBefore(moment);
  }

  private static RunTrigger begin(String cause, DataState data) {
    return switch (data) {
      case DataState.Usable usable -> new Begin(cause, usable.snapshot(), null);
      case DataState.Pending wait -> new Await(wait.reason(), wait.message(), false, null);
      case DataState.Broken broken -> new Await(broken.reason(), broken.message(), true, null);
    };
  }

  /** Whether the spec asks for another model than a run makes. */
  static boolean changed(TrainingJobSpec spec, Run run) {
    return !Objects.equals(spec.dataset(), run.dataset())
        || !RunInputs.digest(spec, run.snapshot()).equals(run.digest());
  }

  private static RunTrigger requested(
      TrainingJobSpec spec,
      String dataset,
      TrainingJobStatus status,
      Run run,
      RetrainRequest request,
      DataState data,
      TrainingJobObserved observed) {
    Instant moment = Instant.parse(request.time());
    if (data instanceof DataState.Usable(Snapshot snapshot)
        && Instant.parse(snapshot.time()).isAfter(moment)) {
      return again(run, RunInputs.digest(spec, snapshot), snapshot, request, observed);
    }
    var ask = new SnapshotRequest(dataset, request.time(), request.cause());
    boolean asked = ask.equals(status.snapshotRequest());
    if (asked
        && data instanceof DataState.Broken broken
        && DataState.triedSince(observed.dataset(), moment)) {
      return new NoData(request, broken.message());
    }
    return new Await(
        "SnapshotPending",
        "%s asked for a retrain; a snapshot of Dataset %s after %s is being prepared"
            .formatted(request.cause(), dataset, request.time()),
        false,
        ask);
  }

  /** Answers a request: by a run, unless a model of these very inputs is there. */
  private static RunTrigger again(
      Run run,
      String digest,
      @Nullable Snapshot snapshot,
      RetrainRequest request,
      TrainingJobObserved observed) {
    boolean satisfied =
        digest.equals(run.digest())
            && observed.versions().stream()
                .anyMatch(v -> v.getMetadata().getName().equals(run.modelVersion()));
    return satisfied ? new UpToDate(request) : new Begin(request.cause(), snapshot, request);
  }

  /**
   * The newest request that is not answered. One that was made before the TrainingJob was meant for
   * another one of the same name.
   */
  private static Optional<RetrainRequest> pending(
      TrainingJob tj, TrainingJobStatus status, List<RetrainRequest> requests) {
    Instant created = Instant.parse(tj.getMetadata().getCreationTimestamp());
    String until = status.handledUntil();
    return requests.stream()
        .filter(r -> !r.id().equals(status.handledRequest()))
        .filter(r -> !Instant.parse(r.time()).isBefore(created))
        .filter(r -> until == null || Instant.parse(r.time()).isAfter(Instant.parse(until)))
        .max(Comparator.comparing(r -> Instant.parse(r.time())));
  }
}
