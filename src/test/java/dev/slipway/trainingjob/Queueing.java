package dev.slipway.trainingjob;

import dev.slipway.api.Queue;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.Workload;
import dev.slipway.job.Workload.Told;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;

/** What Kueue and the Job controller do to the Job of an attempt. */
final class Queueing {
  private static final String GONE = "2026-11-20T10:00:30Z";

  static TrainingJobSpec spec(String queue) {
    return Fixtures.with(Fixtures.spec(null), spec -> spec.queue(new Queue(queue, null, null)));
  }

  /** It may run, and its controller has seen that. */
  static Job admitted(Job job, Instant at) {
    return suspended(job, false, "False", at);
  }

  /** Its controller has seen that it may not run. */
  static Job held(Job job, Instant at) {
    return suspended(job, true, "True", at);
  }

  /** It is stopped: what its pod ends with is nobody's fault. */
  static ObservedJob stopped(Job job, Instant at) {
    Pod pod = Fixtures.failed(job, "train", 143, "Error", "").pods().getFirst();
    pod.getMetadata().setDeletionTimestamp(GONE);
    return new ObservedJob(held(job, at), List.of(pod));
  }

  /** It was let out again, before the pod of the time before has gone. */
  static ObservedJob readmitted(Job job, Instant at) {
    return new ObservedJob(admitted(job, at), stopped(job, at).pods());
  }

  static Workload waits(String reason, String message) {
    return Workload.saying(
        new Told("QuotaReserved", "False", reason, message),
        new Told("Admitted", "False", "NoReservation", "The workload has no reservation"));
  }

  static Workload evicted(String reason, String message) {
    return Workload.saying(
        new Told("Evicted", "True", reason, message),
        new Told("QuotaReserved", "False", "Pending", message));
  }

  static World saying(World world, Workload workload) {
    world.news.put(uid(world), new JobNews(workload, null));
    return world;
  }

  static String uid(World world) {
    return "uid-of-" + world.created.getLast();
  }

  private static Job suspended(Job job, boolean suspend, String value, Instant at) {
    return new JobBuilder(job)
        .editSpec()
        .withSuspend(suspend)
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Suspended")
        .withStatus(value)
        .withLastTransitionTime(at.toString())
        .endCondition()
        .endStatus()
        .build();
  }

  private Queueing() {}
}
