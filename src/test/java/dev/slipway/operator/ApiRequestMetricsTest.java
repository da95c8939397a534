package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestMetricsTest {
  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/x/pods/p,                                      pods",
    "/api/v1/pods,                                                     pods",
    "/apis/slipway.dev/v1alpha1/namespaces/x/datasets/d/status,        datasets/status",
    "/apis/slipway.dev/v1alpha1/datasets,                              datasets",
    "/apis/batch/v1/namespaces/x/jobs,                                 jobs",
    "/api/v1/namespaces/x,                                             namespaces",
    "/apis/apps/v1,                                                    discovery",
    "/version,                                                         discovery"
  })
  void namesTheResource(String path, String resource) {
    assertThat(ApiRequestMetrics.resource(URI.create("https://host:6443" + path)))
        .isEqualTo(resource);
  }
}
