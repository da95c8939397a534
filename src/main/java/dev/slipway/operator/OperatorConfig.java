package dev.slipway.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The settings of an installation; the chart sets them as SLIPWAY_… variables. */
@ConfigMapping(prefix = "slipway")
public interface OperatorConfig {
  /** The image of the runner and the agent. */
  @WithDefault("slipway.local/slipway:dev")
  String image();

  /** The folder with the runtime presets, one YAML file each. */
  @WithDefault("config/runtimes")
  String runtimes();

  /** The folder with the rules of other engines, one YAML file each. */
  @WithDefault("config/engines")
  String engines();

  /** The store. */
  Store store();

  /** Queues. */
  Queue queue();

  /** Queues that Jobs wait in. */
  interface Queue {
    /** Whether Kueue is there, and the operator may read its Workloads. */
    @WithDefault("false")
    boolean kueue();
  }

  /** Where snapshots, models and captured traffic lie. */
  interface Store {
    /** s3://bucket/prefix or pvc://claim/path; a claim is looked for in each user's namespace. */
    @WithDefault("pvc://slipway-store/")
    String url();

    /** A Secret of the user's namespace with keys accessKeyId and secretAccessKey. */
    Optional<String> secret();

    /** The S3 server, when it is not AWS. */
    Optional<String> endpoint();

    /** The S3 region. */
    @WithDefault("us-east-1")
    String region();

    /** The size of a claim that the operator makes where a pvc:// store's claim is missing. */
    @WithDefault("10Gi")
    String claimSize();

    /** Its storage class; the cluster's default when not given. */
    Optional<String> claimStorageClass();
  }
}
