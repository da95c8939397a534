package dev.slipway.api;

/** Why an attempt to train failed. */
public enum FailureReason {
  /** A container exited with an error. */
  AppError,
  /** A container needed more memory than its limit. */
  OOMKilled,
  /** It wrote more than a limit of its own, and its node evicted it. */
  StorageExceeded,
  /** An image could not be pulled in time. */
  ImagePull,
  /** A container could not start in time. */
  InvalidPod,
  /** No node took it in time. */
  Unschedulable,
  /** Its namespace had no room for its pods in time. */
  QuotaExceeded,
  /** Its namespace does not allow its pods, and nobody changed that in time. */
  Forbidden,
  /** A pod of higher priority took its place, or Kueue its quota. */
  Preempted,
  /** Its node was drained, or short of something. */
  Evicted,
  /** Its node was deleted, or does not answer. */
  NodeLost,
  /** Its Job or pod was deleted. */
  PodLost,
  /** It took longer than a deadline allows. */
  Deadline,
  /** Its code reported nothing for longer than deadlines.stalled. */
  Stalled,
  /** The snapshot could not be brought in. */
  FetchFailed,
  /** It ended well without a model. */
  NoModel,
  /** The model could not be uploaded. */
  PublishFailed,
  /** The job of another operator has failed, for a reason that its pods do not tell. */
  EngineFailed
}
