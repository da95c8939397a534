package dev.slipway.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
import io.quarkus.kubernetes.client.KubernetesResources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The operator's one client of the Kubernetes API; its calls are counted, its copies are cheap. */
public class ApiClient {
  @Produces
  @Singleton
  @SuppressWarnings("rawtypes") // as Quarkus declares it
  KubernetesSerialization serialization(
      @KubernetesClientObjectMapper ObjectMapper mapper, @KubernetesResources Class[] kinds) {
    var serialization = new RecordSerialization(mapper);
    for (Class<?> kind : kinds) {
      serialization.registerKubernetesResource(kind.asSubclass(KubernetesResource.class));
    }
    return serialization;
  }

  @Produces
  @Singleton
  KubernetesClient client(
      Config config, KubernetesSerialization serialization, MeterRegistry registry) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization)
        .withHttpClientBuilderConsumer(
            http ->
                http.addOrReplaceInterceptor("slipway-metrics", new ApiRequestMetrics(registry)))
        .build();
  }
}
