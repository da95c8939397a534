package dev.slipway.job;

import java.util.Set;

/** What the kubelet's reasons for a waiting container mean. Pure. */
public final class WaitingReason {
  private static final Set<String> IMAGE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "RegistryUnavailable");
  private static final Set<String> SPEC =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /** Whether the container's image cannot be had. */
  public static boolean image(String reason) {
    return IMAGE.contains(reason);
  }

  /** Whether the container's specification cannot run. */
  public static boolean spec(String reason) {
    return SPEC.contains(reason);
  }

  private WaitingReason() {}
}
