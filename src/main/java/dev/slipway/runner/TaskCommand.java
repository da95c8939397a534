package dev.slipway.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.contract.TolerantJson;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One command of the runner: reads its task from {@code $SLIPWAY_TASK}, does it, and leaves the
 * result or the failure as the pod's termination message. Exit code 0 or 1.
 *
 * @param <T> its task, a record of the contract package
 * @param <R> its result
 */
public abstract class TaskCommand<T, R> implements Callable<Integer> {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  private final Class<T> type;
  private final PodContext pod;

  /** For a task of a type, in a pod. */
  protected TaskCommand(Class<T> type, PodContext pod) {
    this.type = type;
    this.pod = pod;
  }

  /**
   * Does the work.
   *
   * @throws RunnerException when it cannot be done, for a reason that a person can act on
   * @throws Exception when something happened that nobody thought of; it counts as retryable
   */
  protected abstract R run(T task, PodContext pod) throws Exception;

  /** The termination message is written. */
  protected void left() {}

  @Override
  public final Integer call() throws IOException {
    try {
      return done();
    } finally {
      left();
    }
  }

  private int done() throws IOException {
    try {
      R result = run(task(), pod);
      end(TerminationMessage.of(result));
      return 0;
    } catch (RunnerException e) {
      return fail(e.failure(), e.found());
    } catch (StoreException e) {
      return fail(new Failure(e.reason(), String.valueOf(e.getMessage()), e.retryable()), null);
    } catch (Exception | Error e) {
      if (DiskFull.causes(e)) {
        return fail(
            new Failure(
                DiskFull.REASON,
                "the pod's disk is full: give it more, or let it handle less at a time (" + e + ")",
                false),
            null);
      }
      e.printStackTrace(pod.out());
      return fail(new Failure("InternalError", e.toString(), true), null);
    }
  }

  private T task() {
    String text = pod.variables().get(PodPaths.TASK);
    if (text == null) {
      throw new RunnerException("InvalidTask", "the variable SLIPWAY_TASK is not set", false);
    }
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new RunnerException(
          "InvalidTask", "SLIPWAY_TASK cannot be read: " + e.getOriginalMessage(), false);
    }
  }

  private int fail(Failure failure, @Nullable Object found) throws IOException {
    pod.say("failed: %s: %s", failure.reason(), failure.message());
    String message =
        found == null ? TerminationMessage.of(failure) : TerminationMessage.of(failure, found);
    if (tooLong(message)) {
      message = TerminationMessage.of(failure);
    }
    // Its text is cut by characters, and some of them take several bytes.
    String text = failure.message();
    while (tooLong(message)) {
      text = text.substring(0, text.length() / 2);
      message = TerminationMessage.of(new Failure(failure.reason(), text, failure.retryable()));
    }
    end(message);
    return 1;
  }

  private static boolean tooLong(String message) {
    return message.getBytes(StandardCharsets.UTF_8).length > TerminationMessage.LIMIT;
  }

  private void end(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > TerminationMessage.LIMIT) {
      throw new IllegalStateException(
          "the result has "
              + bytes.length
              + " bytes; the kubelet keeps "
              + TerminationMessage.LIMIT);
    }
    Path file = pod.path(TerminationMessage.PATH);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
