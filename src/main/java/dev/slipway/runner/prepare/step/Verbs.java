package dev.slipway.runner.prepare.step;

import dev.slipway.api.Step;
import dev.slipway.runner.RunnerException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds a step's verb. */
public final class Verbs {
  private static final List<Function<Step, @Nullable Verb>> ALL =
      List.of(
          verb(Step::select, Select::new),
          verb(Step::drop, Drop::new),
          verb(Step::rename, Rename::new),
          verb(Step::cast, Cast::new),
          verb(Step::derive, Derive::new),
          verb(Step::filter, Filter::new),
          verb(Step::join, Join::new),
          verb(Step::union, Union::new),
          verb(Step::deduplicate, Deduplicate::new),
          verb(Step::fill, Fill::of),
          verb(Step::dropNulls, DropNulls::new),
          verb(Step::clip, Clip::new),
          verb(Step::encode, Encode::of),
          verb(Step::scale, Scale::new),
          verb(Step::bucket, Bucket::new),
          verb(Step::dateParts, DateParts::new),
          verb(Step::aggregate, Aggregate::new),
          verb(Step::window, Window::new),
          verb(Step::flatten, Flatten::new),
          verb(Step::text, Text::of),
          verb(Step::sample, Sample::new),
          verb(Step::balance, Balance::new),
          verb(Step::sql, SqlVerb::new));

  public static Verb of(Step step) {
    return ALL.stream()
        .map(find -> find.apply(step))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new RunnerException("StepFailed", "a step has no verb", false));
  }

  private static <T> Function<Step, @Nullable Verb> verb(
      Function<Step, @Nullable T> field, Function<T, Verb> verb) {
    return step -> {
      T value = field.apply(step);
      return value == null ? null : verb.apply(value);
    };
  }

  private Verbs() {}
}
