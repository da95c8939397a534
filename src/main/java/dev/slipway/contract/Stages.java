package dev.slipway.contract;

import dev.slipway.api.DatasetSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stages of a preparation. Each is a container of ours; between two of them runs the container
 * of a transform, which takes what the one left and leaves what the next takes.
 *
 * @param transforms the places of the transforms among the steps, from 0
 * @param steps how many steps there are
 */
public record Stages(List<Integer> transforms, int steps) {
  /** Where sources with format Files keep their files: a folder of the scratch volume. */
  public static final String FILES = "prepare/files";

  /** The stages of a spec. */
  public static Stages of(DatasetSpec spec) {
    return new Stages(
        IntStream.range(0, spec.steps().size())
            .filter(i -> spec.steps().get(i).transform() != null)
            .boxed()
            .toList(),
        spec.steps().size());
  }

  /** The last one, which makes the snapshot; the first is 0. */
  public int last() {
    return transforms.size();
  }

  /** The step that a stage begins with; but for stage 0 it is the transform before it. */
  public int first(int stage) {
    return stage == 0 ? 0 : transforms.get(stage - 1);
  }

  /** The step that a stage ends before: the next transform, or behind the last step. */
  public int end(int stage) {
    return stage == last() ? steps : transforms.get(stage);
  }

  /** The folder of a transform in the scratch volume. */
  public static String folder(int step) {
    return "prepare/transform-" + step;
  }

  /**
   * A folder in it.
   *
   * @param step the transform's place among the steps
   * @param name input, output or tmp
   */
  public static String folder(int step, String name) {
    return folder(step) + "/" + name;
  }

  /** The name of a transform's container. */
  public static String container(int step) {
    return "transform-" + step;
  }
}
