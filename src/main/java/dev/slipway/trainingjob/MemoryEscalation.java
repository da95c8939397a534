package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJobSpec.Memory;
import dev.slipway.api.TrainingJobSpec.Retry;
import dev.slipway.api.TrainingJobStatus.Attempt;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** More memory for the training container after it has run out of it. The spec stays as it is. */
final class MemoryEscalation {
  private static final String MEMORY = "memory";
  private static final BigDecimal MEBI = BigDecimal.valueOf(1 << 20);

  /** Why spec.retry.memory has nothing to raise, when that is so. */
  static Optional<String> refusal(@Nullable Retry retry, Container trainer) {
    Memory memory = retry == null ? null : retry.memory();
    if (memory == null) {
      return Optional.empty();
    }
    BigDecimal limit = amount(limits(trainer));
    if (limit == null) {
      return Optional.of(
          "spec.retry.memory raises the memory limit of container %s, but spec.template gives it none: set resources.limits.memory"
              .formatted(trainer.getName()));
    }
    return bytes(memory.max()).compareTo(limit) > 0
        ? Optional.empty()
        : Optional.of(
            "spec.retry.memory.max (%s) is not above the memory limit of container %s (%s): raise it"
                .formatted(memory.max(), trainer.getName(), limits(trainer).get(MEMORY)));
  }

  /** The memory limit of the attempt after another; null when it is the template's. */
  static @Nullable String after(@Nullable Retry retry, Container trainer, Attempt last) {
    Memory memory = retry == null ? null : retry.memory();
    boolean exhausted = last.reason().equals("OOMKilled") && last.exitCode() != null;
    if (memory == null || !exhausted) {
      return last.memory();
    }
    BigDecimal before = limit(trainer, last);
    return before == null ? null : raised(memory, before).orElse(last.memory());
  }

  /** A failure with what memory escalation makes of it. */
  static AttemptOutcome.Broke judge(
      @Nullable Retry retry, Container trainer, Attempt attempt, AttemptOutcome.Broke failure) {
    Memory memory = retry == null ? null : retry.memory();
    BigDecimal before = limit(trainer, attempt);
    if (memory == null
        || before == null
        || failure.exitCode() == null
        || !failure.reason().equals("OOMKilled")) {
      return failure;
    }
    Optional<String> next = raised(memory, before);
    return new AttemptOutcome.Broke(
        failure.reason(),
        failure.message()
            + next.map("; the next attempt has %s"::formatted)
                .orElse("; spec.retry.memory.max (%s) is reached".formatted(memory.max())),
        next.isPresent(),
        failure.exitCode(),
        failure.node());
  }

  /** The training container with an attempt's memory. A request keeps its share of the limit. */
  static Container apply(Container trainer, @Nullable String memory) {
    BigDecimal limit = amount(limits(trainer));
    if (memory == null || limit == null) {
      return trainer;
    }
    var resources = new ContainerBuilder(trainer).editResources();
    resources.addToLimits(MEMORY, Quantity.parse(memory));
    BigDecimal request = amount(trainer.getResources().getRequests());
    if (request != null) {
      BigDecimal raised = request.multiply(bytes(memory)).divide(limit, RoundingMode.DOWN);
      resources.addToRequests(MEMORY, Quantity.parse(text(raised)));
    }
    return resources.endResources().build();
  }

  /** The next limit, when there is a higher one. */
  private static Optional<String> raised(Memory memory, BigDecimal before) {
    BigDecimal most = bytes(memory.max());
    BigDecimal next = before.multiply(new BigDecimal(memory.factor())).min(most);
    String text = text(next);
    return bytes(text).compareTo(before) > 0 ? Optional.of(text) : Optional.empty();
  }

  private static @Nullable BigDecimal limit(Container trainer, Attempt attempt) {
    String memory = attempt.memory();
    return memory == null ? amount(limits(trainer)) : bytes(memory);
  }

  private static Map<String, Quantity> limits(Container trainer) {
    return trainer.getResources() == null || trainer.getResources().getLimits() == null
        ? Map.of()
        : trainer.getResources().getLimits();
  }

  private static @Nullable BigDecimal amount(@Nullable Map<String, Quantity> resources) {
    Quantity quantity = resources == null ? null : resources.get(MEMORY);
    return quantity == null ? null : Quantity.getAmountInBytes(quantity);
  }

  private static BigDecimal bytes(String quantity) {
    return Quantity.getAmountInBytes(Quantity.parse(quantity));
  }

  /** Whole mebibytes, and bytes below one. */
  private static String text(BigDecimal bytes) {
    BigDecimal mebi = bytes.divide(MEBI, 0, RoundingMode.DOWN);
    return mebi.signum() > 0
        ? mebi.toBigInteger() + "Mi"
        : bytes.setScale(0, RoundingMode.DOWN).toBigInteger().toString();
  }

  private MemoryEscalation() {}
}
