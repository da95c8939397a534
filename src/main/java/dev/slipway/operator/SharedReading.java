package dev.slipway.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.slipway.api.Dataset;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.TrainingJob;
import io.fabric8.kubernetes.client.CustomResource;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Objects of our own kinds that come from the API server have {@link SharedParts}. */
@Singleton
public class SharedReading implements KubernetesClientObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.addMixIn(Dataset.class, OneDataset.class);
    mapper.addMixIn(TrainingJob.class, OneTrainingJob.class);
    mapper.addMixIn(ModelVersion.class, OneModelVersion.class);
    mapper.addMixIn(ModelDeployment.class, OneDeployment.class);
    mapper.addMixIn(Monitor.class, OneMonitor.class);
  }

  private abstract static class Sharing<R extends CustomResource<?, ?>> extends StdConverter<R, R> {
    /** One for all caches of the process, whichever reader fills them. */
    private static final SharedParts PARTS = new SharedParts();

    @Override
    public R convert(R object) {
      CustomResource<?, ?> ours = object;
      PARTS.share(ours);
      return object;
    }
  }

  static final class SharingDataset extends Sharing<Dataset> {}

  static final class SharingTrainingJob extends Sharing<TrainingJob> {}

  static final class SharingModelVersion extends Sharing<ModelVersion> {}

  static final class SharingDeployment extends Sharing<ModelDeployment> {}

  static final class SharingMonitor extends Sharing<Monitor> {}

  @JsonDeserialize(converter = SharingDataset.class)
  private abstract static class OneDataset {}

  @JsonDeserialize(converter = SharingTrainingJob.class)
  private abstract static class OneTrainingJob {}

  @JsonDeserialize(converter = SharingModelVersion.class)
  private abstract static class OneModelVersion {}

  @JsonDeserialize(converter = SharingDeployment.class)
  private abstract static class OneDeployment {}

  @JsonDeserialize(converter = SharingMonitor.class)
  private abstract static class OneMonitor {}
}
