package dev.slipway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How every command of the runner ends. */
class TaskCommandTest {
  record Question(String text) {}

  record Answer(String text) {}

  @TempDir Path root;

  private static final class Ask extends TaskCommand<Question, Answer> {
    private final Supplier<Answer> answer;

    Ask(PodContext pod, Supplier<Answer> answer) {
      super(Question.class, pod);
      this.answer = answer;
    }

    @Override
    protected Answer run(Question task, PodContext pod) {
      return answer.get();
    }
  }

  private PodContext pod(String task) {
    return new PodContext(
        task.isEmpty() ? Map.of() : Map.of("SLIPWAY_TASK", task),
        root,
        new PrintStream(OutputStream.nullOutputStream()));
  }

  private Failure failure(String task, Supplier<Answer> answer) throws IOException {
    assertThat(new Ask(pod(task), answer).call()).isEqualTo(1);
    return TerminationMessage.failure(message()).orElseThrow();
  }

  private String message() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }

  @Test
  void aResultIsLeftAsTheTerminationMessage() throws IOException {
    var ask = new Ask(pod("{\"text\":\"?\",\"unknown\":1}"), () -> new Answer("42"));
    assertThat(ask.call()).isZero();
    assertThat(message()).isEqualTo("{\"result\":{\"text\":\"42\"}}");
  }

  @Test
  void aKnownFailureKeepsItsReason() throws IOException {
    Failure failure =
        failure(
            "{}",
            () -> {
              throw new RunnerException("ColumnMissing", "no column x", false);
            });
    assertThat(failure).isEqualTo(new Failure("ColumnMissing", "no column x", false));
  }

  @Test
  void aFailureOfTheStoreKeepsItsReason() throws IOException {
    Failure failure =
        failure(
            "{}",
            () -> {
              throw new StoreException(StoreException.UNREACHABLE, "no answer");
            });
    assertThat(failure).isEqualTo(new Failure("StoreUnreachable", "no answer", true));
  }

  @Test
  void whatNobodyThoughtOfIsWorthAnotherAttempt() throws IOException {
    Failure failure =
        failure(
            "{}",
            () -> {
              throw new IllegalStateException("oops");
            });
    assertThat(failure.reason()).isEqualTo("InternalError");
    assertThat(failure.retryable()).isTrue();
    assertThat(
            failure(
                    "{}",
                    () -> {
                      throw new OutOfMemoryError("heap");
                    })
                .message())
        .contains("heap");
  }

  @Test
  void aResultThatTheKubeletWouldCutIsAFailure() throws IOException {
    assertThat(failure("{}", () -> new Answer("x".repeat(5000))).reason())
        .isEqualTo("InternalError");
  }

  @Test
  void aTaskThatIsMissingOrBrokenIsTold() throws IOException {
    assertThat(failure("", () -> new Answer("")).reason()).isEqualTo("InvalidTask");
    assertThat(failure("{", () -> new Answer("")).reason()).isEqualTo("InvalidTask");
  }

  @Test
  void everyCommandHasItsName() {
    assertThat(Main.commandLine(pod("")).getSubcommands().keySet())
        .containsAll(Set.of("prepare", "fetch", "publish", "validate"));
  }
}
