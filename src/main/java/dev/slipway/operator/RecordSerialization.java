package dev.slipway.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Copies an object of our own kinds by its parts: spec and status are records, which nobody can
 * change. Elsewhere a copy is what comes of writing and reading the whole; the SDK makes one for
 * every reconciliation.
 */
final class RecordSerialization extends KubernetesSerialization {
  RecordSerialization(ObjectMapper mapper) {
    super(mapper, false);
  }

  @Override
  @SuppressWarnings("unchecked") // of the same class
  public <T> T clone(T object) {
    return object instanceof CustomResource<?, ?> ours
            && ours.getSpec() instanceof Record
            && (ours.getStatus() == null || ours.getStatus() instanceof Record)
        ? (T) copy(ours)
        : super.clone(object);
  }

  private static <S, T> CustomResource<S, T> copy(CustomResource<S, T> object) {
    CustomResource<S, T> copy = fresh(object);
    copy.setMetadata(new ObjectMetaBuilder(object.getMetadata()).build());
    copy.setSpec(object.getSpec());
    copy.setStatus(object.getStatus());
    return copy;
  }

  @SuppressWarnings("unchecked") // getClass() tells the raw class
  private static <S, T> CustomResource<S, T> fresh(CustomResource<S, T> object) {
    try {
      return (CustomResource<S, T>) object.getClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(object.getClass() + " has no constructor of its own", e);
    }
  }
}
