package dev.slipway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.store.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner attend} is asked to do beside telling how far the training is.
 *
 * @param checkpoints the checkpoints to keep; null for none
 * @param gang the pods that train together; null for one alone
 * @param curve the metric whose course is told; null for none
 * @param trial the trial of a search that is trained; null for none
 * @param staging where the model is left when the pod ends; null when the pod publishes it itself
 * @param resources whether it watches what the training uses: it sees the pod's processes
 */
public record AttendTask(
    @Nullable Checkpoints checkpoints,
    @Nullable Gang gang,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Curve curve,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Trial trial,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Staging staging,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean resources) {
  /** Of no search, in a pod that publishes its model itself. */
  public AttendTask(@Nullable Checkpoints checkpoints, @Nullable Gang gang) {
    this(checkpoints, gang, null, null, null, false);
  }

  /**
   * The course of one metric, told at some steps and at its last one: what rules that stop trials
   * compare them by.
   *
   * @param metric its name
   * @param steps ascending; at each, the first report at or after it is told
   */
  public record Curve(String metric, List<Long> steps) {
    public Curve {
      steps = List.copyOf(steps);
    }
  }

  /**
   * Where the pod of another operator leaves its model.
   *
   * @param uri the attempt's folder in the store
   * @param store how to reach the store
   */
  public record Staging(String uri, StoreSettings store) {}

  /**
   * Pods that start together.
   *
   * @param size how many there are
   * @param enough how many are enough to begin with when the others do not come soon
   * @param first where the sidecar of rank 0 answers, host and port
   */
  public record Gang(int size, int enough, String first) {}

  /**
   * The checkpoints of a run.
   *
   * @param uri the folder in the store
   * @param path the folder in the pod that the training code writes them to
   * @param everySeconds how long there is at least between two copies
   * @param graceSeconds how long the pod has from the moment when it is told to end
   * @param store how to reach the store
   */
  public record Checkpoints(
      String uri, String path, long everySeconds, long graceSeconds, StoreSettings store) {}
}
