package dev.slipway.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.TrainingJob;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.monitor.collect.Collected;
import dev.slipway.monitor.collect.CollectedWindow;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.Bins;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Counters;
import dev.slipway.profile.Profile;
import dev.slipway.profile.Profiler;
import dev.slipway.status.Transitions;
import dev.slipway.store.StoreSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A Monitor and its surroundings, and what the controller would do with them, step by step. */
@NullUnmarked
final class MonitorFixture {
  static final PodSettings SETTINGS =
      new PodSettings(
          "slipway:test", new StoreSettings("pvc://slipway-store/", null, null, "us-east-1"));
  static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
  static final int FEATURES = 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  final Monitor monitor = new Monitor();
  @Nullable ModelDeployment deployment = new ModelDeployment();
  @Nullable TrainingJob trainingJob = new TrainingJob();
  final Map<String, ModelVersion> versions = new HashMap<>();
  final Map<String, ObservedJob> jobs = new HashMap<>();
  final Map<String, Baseline> baselines = new HashMap<>();
  final SplittableRandom random = new SplittableRandom(11);

  /** Conditions that changed, as Events would tell: type and reason. */
  final List<String> events = new ArrayList<>();

  final List<Job> created = new ArrayList<>();
  final List<Job> deleted = new ArrayList<>();
  Decision last;

  MonitorFixture(String spec) {
    monitor.setMetadata(meta("watch", "2026-05-01T00:00:00Z"));
    monitor.getMetadata().setGeneration(1L);
    monitor.setSpec(yaml(spec, dev.slipway.api.MonitorSpec.class));
    deployment.setMetadata(meta("fares", "2026-05-01T00:00:00Z"));
    deployment.setSpec(
        yaml(
            "{model: fares, runtime: {name: x}, capture: {sample: 1}}",
            dev.slipway.api.DeploymentSpec.class));
    trainingJob.setMetadata(meta("train", "2026-05-01T00:00:00Z"));
    version("fares-v1");
    serve("fares-v1");
    last = new Decision.Rest(MonitorPlan.NEW, null, java.time.Duration.ZERO);
  }

  static <T> T yaml(String text, Class<T> type) {
    // without the line a text in braces would be taken for JSON
    return Serialization.unmarshal("---\n" + text, type);
  }

  static io.fabric8.kubernetes.api.model.ObjectMeta meta(String name, String created) {
    return new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
        .withName(name)
        .withNamespace("ml")
        .withUid("uid-" + name)
        .withCreationTimestamp(created)
        .build();
  }

  void version(String name) {
    var version = new ModelVersion();
    version.setMetadata(meta(name, "2026-05-01T00:00:00Z"));
    version.setSpec(
        yaml(
            """
            model: fares
            version: 1
            artifact: {uri: "pvc://s/x", digest: "sha256:0"}
            lineage:
              snapshot: {name: a, digest: d, uri: u, schemaHash: h, task: BinaryClassification, time: t}
            """,
            ModelVersionSpec.class));
    versions.put(name, version);
    var columns = new ArrayList<ColumnProfile>();
    for (int i = 0; i < FEATURES; i++) {
      var values = new double[5000];
      for (int row = 0; row < values.length; row++) {
        values[row] = random.nextGaussian();
      }
      columns.add(Profiler.numbers("f" + i, "number", "Feature", values));
    }
    columns.add(
        Profiler.categories("kind", "string", "Feature", Map.of("a", 3000L, "b", 2000L), 0));
    columns.add(Profiler.numbers("y", "integer", "Label", new double[] {0, 1}));
    baselines.put(name, new Baseline(name, new Profile(5000, columns), null));
  }

  void serve(@Nullable String version) {
    deployment.setStatus(
        new DeploymentStatus(
            1L,
            "Available",
            version == null
                ? null
                : new Revision("fares-1", version, "sha256:0", START.toString(), null, null),
            null,
            null,
            List.of(),
            1,
            1,
            null,
            null,
            List.of()));
  }

  /** Traffic of a version: what moves f3, and the shares of missing and unknown values. */
  Counters traffic(String version, int rows, double shift, double missing, double unseen) {
    var counters = new Counters();
    for (int i = 0; i < rows; i++) {
      counters.request(false, 0.01);
    }
    counters.rows(rows);
    for (ColumnProfile column : baselines.get(version).profile().columns()) {
      if (!column.role().equals("Feature")) {
        continue;
      }
      Bins bins = Bins.of(column);
      long[] places = counters.column(column.name(), bins.places());
      for (int i = 0; i < rows; i++) {
        if (column.name().equals("kind")) {
          String kind = random.nextDouble() < 0.6 ? "a" : "b";
          places[bins.place(random.nextDouble() < unseen ? "z" : kind)]++;
        } else if (column.name().equals("f5") && random.nextDouble() < missing) {
          places[bins.missing()]++;
        } else {
          places[bins.place(random.nextGaussian() + (column.name().equals("f3") ? shift : 0))]++;
        }
      }
    }
    return counters;
  }

  CollectedWindow window(int minute, Map<String, Counters> counters) {
    long start = START.getEpochSecond() + minute * 60L;
    return new CollectedWindow(start, start + 60, counters, 0);
  }

  static Instant minute(double minutes) {
    return START.plusMillis((long) (minutes * 60_000));
  }

  /** One reconciliation; the status goes through JSON, as it does when the operator restarts. */
  MonitorStatus step(Instant now, CollectedWindow... windows) {
    var observed =
        new MonitorObserved(
            deployment,
            trainingJob,
            versions,
            jobs,
            new Collected(List.of(windows), baselines),
            new RequestFormat("pd", "predict", "predict_proba"));
    last = MonitorPlan.next(monitor, observed, SETTINGS, now);
    if (last instanceof Decision.Act act) {
      created.addAll(act.create());
      deleted.addAll(act.delete());
      act.create().forEach(job -> jobs.put(name(job), new ObservedJob(stored(job), List.of())));
      act.delete().forEach(job -> jobs.remove(name(job)));
    }
    var before = monitor.getStatus() == null ? MonitorPlan.NEW : monitor.getStatus();
    Transitions.between(before.conditions(), last.status().conditions())
        .forEach(c -> events.add(c.type() + "=" + c.status() + " " + c.reason()));
    try {
      monitor.setStatus(
          JSON.readValue(JSON.writeValueAsString(last.status()), MonitorStatus.class));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
    return monitor.getStatus();
  }

  MonitorStatus minuteOf(int minute, double shift) {
    return step(
        minute(minute + 1.1),
        window(minute, Map.of("fares-v1", traffic("fares-v1", 500, shift, 0, 0))));
  }

  /** What becomes of a Job. */
  void ended(String job, boolean well, @Nullable String message) {
    ObservedJob found = jobs.get(job);
    Pod pod =
        new PodBuilder()
            .withMetadata(meta(job + "-pod", START.toString()))
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase(well ? "Succeeded" : "Failed")
            .addNewContainerStatus()
            .withName("x")
            .withNewState()
            .withNewTerminated()
            .withExitCode(well ? 0 : 1)
            .withReason(well ? "Completed" : "Error")
            .withMessage(message)
            .endTerminated()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    jobs.put(job, new ObservedJob(found.job(), List.of(pod)));
  }

  Job job(String part) {
    return created.stream().filter(j -> name(j).contains(part)).findFirst().orElseThrow();
  }

  long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  static String name(Job job) {
    return job.getMetadata().getName();
  }

  private static Job stored(Job job) {
    return new JobBuilder(job)
        .editMetadata()
        .withUid("uid-" + name(job))
        .withCreationTimestamp(START.toString())
        .endMetadata()
        .build();
  }
}
