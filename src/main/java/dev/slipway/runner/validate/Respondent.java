package dev.slipway.runner.validate;

import dev.slipway.contract.RequestFormat;
import dev.slipway.inference.InferenceAnswer;
import dev.slipway.inference.InferenceClient;
import dev.slipway.inference.InferenceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model under questions, and what it has answered so far. */
final class Respondent implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A row's answer. */
  record Answer(String prediction, @Nullable Double secondClass) {}

  private final InferenceClient client;
  private final RequestFormat format;
  private final HeldOutRows rows;
  private final @Nullable Answer[] answers;
  private long requests;
  private long errors;
  private @Nullable String firstError;

  Respondent(String base, String model, RequestFormat format, HeldOutRows rows) {
    this.client = new InferenceClient(base, model, PATIENCE);
    this.format = format;
    this.rows = rows;
    this.answers = new Answer[rows.labels().size()];
  }

  Optional<String> notReady() throws InterruptedException {
    return client.notReady();
  }

  /** Asks for some rows at once and keeps the answers. */
  void ask(int from, int to) throws InterruptedException {
    InferenceAnswer answer = send("rows-" + from, from, to);
    List<Double> second = answer == null ? null : answer.secondClass();
    for (int i = from; answer != null && i < to; i++) {
      answers[i] =
          new Answer(
              answer.predictions().get(i - from), second == null ? null : second.get(i - from));
    }
  }

  /**
   * Asks for single rows, one after the other.
   *
   * @param warmUp how many of them come first and are not measured
   * @param count how many are measured
   * @return seconds of each answered request, sorted
   */
  double[] time(int warmUp, int count) throws InterruptedException {
    var seconds = new ArrayList<Double>();
    for (int i = 0; i < warmUp + count; i++) {
      int row = i % answers.length;
      long start = System.nanoTime();
      boolean answered = send("row-" + i, row, row + 1) != null;
      if (i >= warmUp && answered) {
        seconds.add((System.nanoTime() - start) / 1e9);
      }
    }
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private @Nullable InferenceAnswer send(String id, int from, int to) throws InterruptedException {
    byte[] body =
        InferenceRequest.json(id, rows.columns(), rows.features().subList(from, to), format);
    requests++;
    try {
      return InferenceAnswer.read(client.infer(body), format, to - from);
    } catch (IOException e) {
      errors++;
      if (firstError == null) {
        firstError = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      return null;
    }
  }

  /** The answer for a row; null when there is none. */
  @Nullable Answer answer(int row) {
    return answers[row];
  }

  /** Whether no row was answered. */
  boolean silent() {
    return Arrays.stream(answers).allMatch(answer -> answer == null);
  }

  /** The share of requests that failed. */
  double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }

  /** What was wrong the first time; null when nothing was. */
  @Nullable String firstError() {
    return firstError;
  }

  @Override
  public void close() {
    client.close();
  }
}
