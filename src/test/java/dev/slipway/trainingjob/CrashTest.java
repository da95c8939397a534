package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.failed;
import static dev.slipway.trainingjob.Fixtures.ready;
import static dev.slipway.trainingjob.Fixtures.request;
import static dev.slipway.trainingjob.Fixtures.snapshot;
import static dev.slipway.trainingjob.Fixtures.spec;
import static dev.slipway.trainingjob.Fixtures.unreachable;
import static dev.slipway.trainingjob.Fixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ModelVersion;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator dies after each of its writes, and the end is the same. */
class CrashTest {
  private static final Map<String, Consumer<World>> STORIES =
      Map.of(
          "a model",
          w -> w.settle().newest(Fixtures::training).settle().newest(Fixtures::succeeded).settle(),
          "a retry",
          w ->
              w.settle()
                  .newest(job -> failed(job, "train", 1, "Error", ""))
                  .settle()
                  .after("PT15S")
                  .settle()
                  .newest(Fixtures::succeeded)
                  .settle(),
          "a node that is lost",
          w ->
              w.settle()
                  .newest(job -> unreachable(job, Fixtures.START))
                  .after("PT1M")
                  .settle()
                  .after("PT15S")
                  .settle()
                  .newest(Fixtures::succeeded)
                  .settle(),
          "a change under way",
          w ->
              w.settle()
                  .edit(spec("rides", Fixtures.TEMPLATE, Map.of("trees", "1"), null))
                  .settle()
                  .all(Fixtures::succeeded)
                  .settle(),
          "an image that cannot be pulled, and another",
          w ->
              w.settle()
                  .newest(job -> waiting(job, "train", "ErrImagePull", "no"))
                  .settle()
                  .after("PT11M")
                  .settle()
                  .edit(
                      spec(
                          "rides", Fixtures.TEMPLATE.replace("train:1", "train:2"), Map.of(), null))
                  .settle()
                  .newest(Fixtures::succeeded)
                  .settle(),
          "a run that is asked for",
          w ->
              w.settle()
                  .ask("now")
                  .newest(Fixtures::succeeded)
                  .settle()
                  .newest(Fixtures::succeeded)
                  .settle(),
          "a schedule",
          w ->
              w.settle()
                  .newest(Fixtures::succeeded)
                  .settle()
                  .edit(Fixtures.scheduled("rides", "0 12 * * *", null))
                  .settle()
                  .after("PT3H")
                  .settle(),
          "a suspension",
          w ->
              w.settle()
                  .newest(Fixtures::training)
                  .suspend()
                  .settle()
                  .resume()
                  .settle()
                  .newest(Fixtures::succeeded)
                  .settle(),
          "a retrain",
          w -> {
            w.settle().newest(Fixtures::succeeded).settle();
            w.requests.add(request("r1", "2026-11-20T11:00:00Z"));
            w.settle();
            w.dataset = ready(snapshot("two", "2026-11-20T11:00:05Z"));
            w.settle().newest(Fixtures::succeeded).settle();
          });

  static Stream<Arguments> deaths() {
    return STORIES.entrySet().stream()
        .flatMap(
            story -> {
              World undisturbed = world();
              story.getValue().accept(undisturbed);
              return IntStream.rangeClosed(1, undisturbed.writes())
                  .mapToObj(write -> Arguments.of(story.getKey(), write));
            });
  }

  @ParameterizedTest(name = "{0}, death after write {1}")
  @MethodSource("deaths")
  void endsTheSame(String story, int write) {
    World undisturbed = world();
    World disturbed = world().dieAfter(write);
    tell(story, undisturbed);
    tell(story, disturbed);
    assertThat(disturbed.created).doesNotHaveDuplicates().isEqualTo(undisturbed.created);
    assertThat(disturbed.versions)
        .extracting(v -> v.getMetadata().getName(), CrashTest::inputs)
        .isEqualTo(
            undisturbed.versions.stream()
                .map(v -> org.assertj.core.groups.Tuple.tuple(v.getMetadata().getName(), inputs(v)))
                .toList());
    assertThat(disturbed.run().modelVersion()).isEqualTo(undisturbed.run().modelVersion());
    assertThat(disturbed.status().phase()).isEqualTo(undisturbed.status().phase());
    assertThat(disturbed.status().handledRequest())
        .isEqualTo(undisturbed.status().handledRequest());
    assertThat(disturbed.status().runHandled()).isEqualTo(undisturbed.status().runHandled());
    assertThat(disturbed.run().number()).isEqualTo(undisturbed.run().number());
    assertThat(disturbed.stopped).isEqualTo(undisturbed.stopped);
  }

  private static World world() {
    var world = new World(spec("rides"));
    world.dataset = ready(snapshot("one", "2026-11-20T09:30:00Z"));
    return world;
  }

  private static void tell(String story, World world) {
    Objects.requireNonNull(STORIES.get(story)).accept(world);
  }

  private static String inputs(ModelVersion version) {
    return version.getMetadata().getAnnotations().getOrDefault("slipway.dev/inputs", "none");
  }
}
