package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.testing.Cluster;
import dev.slipway.testing.Namespace;
import dev.slipway.testing.OnCluster;
import dev.slipway.testing.StoreVolume;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed again and again while a hundred TrainingJobs come to their ends, on a
 * control plane with fake nodes: each ends as its {@link ChaosStory} says, with as many Jobs, pods
 * and ModelVersions as without a kill.
 */
@OnCluster(OnCluster.Provider.CONTROL_PLANE)
@NullUnmarked
class TrainingChaosIT {
  private static final int RUNS = 100;

  /** So many are under way at once that they last while the operator dies some twenty times. */
  private static final int AT_ONCE = 25;

  private static final int KILLS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final Map<String, ChaosStory> stories = new TreeMap<>();
  private final Map<String, Integer> stepsDone = new HashMap<>();

  /** The uids of what was ever made for a TrainingJob: kind and name to uids. */
  private final Map<String, Set<String>> made = new ConcurrentHashMap<>();

  private KubernetesClient client;
  private Namespace namespace;

  @Test
  void endsTheSame(Cluster cluster, KubernetesClient admin, Namespace fresh) throws Exception {
    client = admin;
    namespace = fresh;
    Cluster.script("config/cluster/control-plane", "scale", Cluster.CONTROL_PLANE, "4");
    StoreVolume.bind(admin, fresh);
    List<String> waiting =
        IntStream.range(0, RUNS).mapToObj(this::named).collect(Collectors.toList());
    try (var killer = new OperatorKiller(cluster.operator());
        var jobs =
            client.batch().v1().jobs().inNamespace(fresh.name()).inform(new Seen<Job>(killer));
        var pods = client.pods().inNamespace(fresh.name()).inform(new Seen<Pod>(killer));
        var versions =
            client
                .resources(ModelVersion.class)
                .inNamespace(fresh.name())
                .inform(new Seen<>(killer));
        var trainings =
            client
                .resources(TrainingJob.class)
                .inNamespace(fresh.name())
                .inform(new Seen<>(killer))) {
      Awaitility.await("all have ended " + killer)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> goOn(waiting));
      killer.close();
      assertThat(killer.kills()).as("kills").isGreaterThanOrEqualTo(KILLS);
      assertThat(ends()).as(killer.toString()).containsExactlyEntriesOf(plans());
      System.out.println("TrainingChaosIT " + killer);
    }
  }

  private String named(int number) {
    ChaosStory story = ChaosStory.values()[number % ChaosStory.values().length];
    String name =
        "%s-%02d".formatted(story.name().toLowerCase(Locale.ROOT).replace('_', '-'), number);
    stories.put(name, story);
    return name;
  }

  /** Applies those that are next, and does what persons do; whether all have ended. */
  private boolean goOn(List<String> waiting) {
    int open = 0;
    for (TrainingJob tj : trainingJobs()) {
      String name = tj.getMetadata().getName();
      ChaosStory story = stories.get(name);
      List<ChaosStory.Step> steps = story.steps();
      int done = stepsDone.getOrDefault(name, 0);
      if (tj.getStatus() == null
          || tj.getStatus().run() == null
          || !tj.getMetadata().getGeneration().equals(tj.getStatus().observedGeneration())) {
        open++;
      } else if (done < steps.size()) {
        open++;
        if (steps.get(done).when().test(tj.getStatus())) {
          client.resource(tj).patch(PatchContext.of(PatchType.JSON_MERGE), steps.get(done).patch());
          stepsDone.put(name, done + 1);
        }
      } else if (!ended(tj, story)) {
        open++;
      }
    }
    while (open < AT_ONCE && !waiting.isEmpty()) {
      String name = waiting.removeFirst();
      client.resource(stories.get(name).trainingJob(namespace.name(), name)).create();
      open++;
    }
    return open == 0 && waiting.isEmpty();
  }

  private static boolean ended(TrainingJob tj, ChaosStory story) {
    String phase = tj.getStatus().phase();
    boolean asked = story != ChaosStory.ASKED_FOR || tj.getStatus().run().number() == 2;
    return asked && ("Succeeded".equals(phase) || "Failed".equals(phase));
  }

  private Map<String, ChaosEnd> plans() {
    var plans = new TreeMap<String, ChaosEnd>();
    stories.forEach((name, story) -> plans.put(name, story.end(name)));
    return plans;
  }

  private Map<String, ChaosEnd> ends() {
    Map<String, List<String>> versions =
        client
            .resources(ModelVersion.class)
            .inNamespace(namespace.name())
            .list()
            .getItems()
            .stream()
            .collect(
                Collectors.groupingBy(
                    version -> version.getSpec().model(),
                    Collectors.mapping(
                        version -> version.getMetadata().getName(), Collectors.toList())));
    var ends = new TreeMap<String, ChaosEnd>();
    for (TrainingJob tj : trainingJobs()) {
      String name = tj.getMetadata().getName();
      ends.put(
          name,
          ChaosEnd.of(
              tj,
              versions.getOrDefault(name, List.of()).stream().sorted().toList(),
              made.getOrDefault("Job/" + name, Set.of()).size(),
              made.getOrDefault("Pod/" + name, Set.of()).size()));
    }
    return ends;
  }

  private List<TrainingJob> trainingJobs() {
    return client.resources(TrainingJob.class).inNamespace(namespace.name()).list().getItems();
  }

  /** Remembers what was made, and tells the killer of every write. */
  private final class Seen<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final OperatorKiller killer;

    Seen(OperatorKiller killer) {
      this.killer = killer;
    }

    @Override
    public void onAdd(T object) {
      Map<String, String> labels = object.getMetadata().getLabels();
      String owner = labels == null ? null : labels.get(Slipway.TRAINING_JOB);
      if (owner != null) {
        made.computeIfAbsent(object.getKind() + "/" + owner, key -> ConcurrentHashMap.newKeySet())
            .add(object.getMetadata().getUid());
      }
      killer.written();
    }

    @Override
    public void onUpdate(T before, T now) {
      if (now instanceof TrainingJob) {
        killer.written();
      }
    }

    @Override
    public void onDelete(T object, boolean unknown) {}
  }
}
