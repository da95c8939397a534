package dev.slipway.trainingjob;

import static dev.slipway.job.RunnerTemplate.variable;

import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * What launchers read to find the other pods: torchrun (PET_…), torch.distributed without it,
 * jax.distributed, XGBoost's collective (DMLC_…), and MPI, which reads a file of hosts.
 */
final class LauncherVariables {
  /** Those of one pod are none, unless a launcher starts several processes in it. */
  static List<EnvVar> of(TrainingJob tj, Run run) {
    TrainingJobSpec spec = tj.getSpec();
    Stream<EnvVar> launcher =
        Stream.of(variable("PET_NPROC_PER_NODE", String.valueOf(GangTemplate.processes(spec))));
    if (!GangTemplate.several(spec)) {
      return spec.processesPerNode() == null ? List.of() : launcher.toList();
    }
    String size = String.valueOf(GangTemplate.size(spec));
    String first = GangTemplate.host(tj, run, 0);
    String port = String.valueOf(PodPaths.RENDEZVOUS_PORT);
    Stream<EnvVar> meeting =
        spec.minNodes() == null
            ? Stream.of(
                variable("PET_NNODES", size),
                ranked("PET_NODE_RANK"),
                variable("PET_MASTER_ADDR", first),
                variable("PET_MASTER_PORT", port))
            : Stream.of(
                variable("PET_NNODES", spec.minNodes() + ":" + size),
                variable("PET_RDZV_BACKEND", "c10d"),
                variable("PET_RDZV_ENDPOINT", first + ":" + port),
                variable("PET_RDZV_ID", TrainingJobTemplate.name(tj, run)));
    Stream<EnvVar> others =
        Stream.of(
            variable("SLIPWAY_NODES", size),
            ranked("SLIPWAY_RANK"),
            variable("SLIPWAY_RANK_ZERO", first),
            variable("SLIPWAY_HOSTS", PodPaths.HOSTS),
            variable("MASTER_ADDR", first),
            variable("MASTER_PORT", port),
            variable("WORLD_SIZE", size),
            ranked("RANK"),
            variable("JAX_COORDINATOR_ADDRESS", first + ":" + port),
            variable("JAX_NUM_PROCESSES", size),
            ranked("JAX_PROCESS_ID"),
            variable("DMLC_TRACKER_URI", first),
            variable("DMLC_TRACKER_PORT", port),
            variable("DMLC_NUM_WORKER", size),
            ranked("DMLC_TASK_ID"),
            variable("OMPI_MCA_orte_default_hostfile", PodPaths.HOSTS),
            variable("PRTE_MCA_prte_default_hostfile", PodPaths.HOSTS));
    return Stream.of(launcher, meeting, others).flatMap(variables -> variables).toList();
  }

  private static EnvVar ranked(String name) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['" + ObservedJob.COMPLETION_INDEX + "']")
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private LauncherVariables() {}
}
