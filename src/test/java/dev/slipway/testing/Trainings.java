package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpecBuilder;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * The TrainingJobs of a namespace, and their Jobs, pods and models.
 *
 * @param client with an administrator's rights
 * @param namespace where they are
 * @param patience how long any of them is waited for
 */
public record Trainings(KubernetesClient client, Namespace namespace, Duration patience) {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String RANK = "batch.kubernetes.io/job-completion-index";

  /** One of them. */
  public Resource<TrainingJob> trainingJob(String name) {
    return client.resources(TrainingJob.class).inNamespace(namespace.name()).withName(name);
  }

  /** One that is not there yet: that of a file, under this name, which its models have too. */
  public TrainingJob read(Path file, String name) throws IOException {
    TrainingJob tj;
    try (InputStream in = Files.newInputStream(file)) {
      tj = client.getKubernetesSerialization().unmarshal(in, TrainingJob.class);
    }
    tj.getMetadata().setNamespace(namespace.name());
    tj.getMetadata().setName(name);
    tj.setSpec(TrainingJobSpecBuilder.builder(tj.getSpec()).model(name).build());
    return tj;
  }

  /** Changes one, by a JSON merge patch. */
  public void patch(String name, String patch) {
    trainingJob(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /**
   * Waits for what a status is to say; fails at once when the run has failed and it does not.
   *
   * @param what completes the sentence that begins with the TrainingJob's name
   */
  public TrainingJobStatus await(String name, String what, Predicate<TrainingJobStatus> until) {
    TrainingJobStatus status =
        StatusWait.until(
            trainingJob(name),
            name + " " + what,
            patience,
            until.or(any -> "Failed".equals(any.phase())));
    assertThat(status).as("%s %s", name, what).matches(until);
    return status;
  }

  /** Waits until its run has ended. */
  public TrainingJobStatus ended(String name) {
    return await(name, "ends", Trainings::hasEnded);
  }

  /** Waits until its run has ended well. */
  public TrainingJobStatus succeeded(String name) {
    return await(name, "succeeds", Trainings::hasSucceeded);
  }

  /** Waits until the run of this number has ended well. */
  public TrainingJobStatus succeeded(String name, long number) {
    return await(
        name,
        "succeeds in run " + number,
        status -> {
          Run run = status.run();
          return run != null && run.number() == number && hasSucceeded(status);
        });
  }

  /** Waits until a checkpoint is in the store. */
  public TrainingJobStatus checkpointed(String name) {
    return await(
        name,
        "saves a checkpoint",
        status ->
            status.run() != null
                && status.run().progress() != null
                && status.run().progress().checkpoint() != null);
  }

  /** Waits until the training container of a pod runs. */
  public Pod training(String name) {
    return Awaitility.await(name + " trains")
        .atMost(patience)
        .pollInterval(POLL)
        .until(() -> pods(name).stream().filter(Trainings::trains).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until the training containers of so many pods run, and of no more. */
  public List<Pod> training(String name, int pods) {
    return Awaitility.await("%d pods of %s train".formatted(pods, name))
        .atMost(patience)
        .pollInterval(POLL)
        .until(
            () -> pods(name).stream().filter(Trainings::trains).toList(),
            training -> training.size() == pods);
  }

  private static boolean trains(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .anyMatch(c -> c.getName().equals("train") && c.getState().getRunning() != null);
  }

  /** Lets a pod go on that trains until there is the file {@code /tmp/go}. */
  public void go(Pod pod) throws IOException {
    try (ExecWatch exec =
        client
            .pods()
            .resource(pod)
            .inContainer("train")
            .writingOutput(OutputStream.nullOutputStream())
            .exec("touch", "/tmp/go")) {
      assertThat(exec.exitCode().get(1, TimeUnit.MINUTES)).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** Its pods, those of former attempts too. */
  public List<Pod> pods(String name) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .list()
        .getItems();
  }

  /** A pod that has a rank. */
  public Pod rank(String name, int rank) {
    return pods(name).stream().filter(pod -> rank(pod) == rank).findFirst().orElseThrow();
  }

  /** The rank of a pod of several. */
  public static int rank(Pod pod) {
    return Integer.parseInt(pod.getMetadata().getLabels().get(RANK));
  }

  /** Its Jobs, those of former attempts too. */
  public List<Job> jobs(String name) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace.name())
        .withLabel(Slipway.TRAINING_JOB, name)
        .list()
        .getItems();
  }

  /** The names of all ModelVersions of these models. */
  public List<String> versions(String... models) {
    Set<String> wanted = Set.of(models);
    return client
        .resources(ModelVersion.class)
        .inNamespace(namespace.name())
        .list()
        .getItems()
        .stream()
        .filter(version -> wanted.contains(version.getSpec().model()))
        .map(version -> version.getMetadata().getName())
        .toList();
  }

  private static boolean hasEnded(TrainingJobStatus status) {
    return status.run() != null && status.run().finishedAt() != null;
  }

  private static boolean hasSucceeded(TrainingJobStatus status) {
    Run run = status.run();
    return run != null && run.finishedAt() != null && run.state().equals("Succeeded");
  }
}
