package dev.slipway.operator;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Counts the operator's calls to the Kubernetes API as {@code slipway_api_requests_total}, by
 * method, resource and status code, so that what the operator costs a control plane can be seen.
 */
final class ApiRequestMetrics implements Interceptor {
  private final MeterRegistry registry;

  ApiRequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    registry
        .counter(
            "slipway.api.requests",
            "method",
            request.method(),
            "resource",
            resource(request.uri()),
            "code",
            Integer.toString(response.code()))
        .increment();
  }

  /** The resource of a call, with its subresource: jobs, datasets/status. */
  static String resource(URI uri) {
    List<String> parts =
        List.of(uri.getPath().split("/")).stream().filter(part -> !part.isEmpty()).toList();
    // /api/v1/… or /apis/<group>/<version>/…
    int at = !parts.isEmpty() && parts.getFirst().equals("apis") ? 3 : 2;
    if (parts.size() > at + 2 && parts.get(at).equals("namespaces")) {
      at += 2;
    }
    if (parts.size() <= at) {
      return "discovery";
    }
    return parts.size() > at + 2 ? parts.get(at) + "/" + parts.get(at + 2) : parts.get(at);
  }
}
