package dev.slipway.operator;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Several controllers watch the same kinds, each with a cache of its own. The spec and the status
 * of an object are records, so that all copies of one version of it can hold the same ones; so can
 * they the labels and annotations, which are never changed in a cache, but copied before.
 */
final class SharedParts {
  /**
   * What a part is known by: a spec does not change within a generation, nor a status within a
   * version.
   */
  private record Key(Class<?> type, String uid, String version) {}

  private static final class Held extends WeakReference<Object> {
    private final Key key;

    Held(Key key, Object part, ReferenceQueue<Object> gone) {
      super(part, gone);
      this.key = key;
    }
  }

  private final ConcurrentMap<Key, Held> held = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  /** Has an object that was just read hold the parts that copies of it hold already. */
  <S, T> void share(CustomResource<S, T> object) {
    ObjectMeta metadata = object.getMetadata();
    if (metadata != null
        && metadata.getUid() != null
        && metadata.getGeneration() != null
        && metadata.getResourceVersion() != null) {
      String uid = metadata.getUid();
      object.setSpec(one(object.getSpec(), uid, "g" + metadata.getGeneration()));
      object.setStatus(one(object.getStatus(), uid, metadata.getResourceVersion()));
      ObjectMeta known = found(metadata, uid, metadata.getResourceVersion());
      if (known != metadata) {
        same(metadata, known);
      }
    }
  }

  /** How many parts are held. */
  int size() {
    forget();
    return held.size();
  }

  /** Metadata can be changed, and so stays an object's own; what it is made of is held once. */
  private static void same(ObjectMeta metadata, ObjectMeta known) {
    metadata.setName(known.getName());
    metadata.setNamespace(known.getNamespace());
    metadata.setUid(known.getUid());
    metadata.setResourceVersion(known.getResourceVersion());
    metadata.setCreationTimestamp(known.getCreationTimestamp());
    metadata.setLabels(known.getLabels());
    metadata.setAnnotations(known.getAnnotations());
    metadata.setOwnerReferences(known.getOwnerReferences());
  }

  private <P> @Nullable P one(@Nullable P part, String uid, String version) {
    return part instanceof Record ? found(part, uid, version) : part;
  }

  @SuppressWarnings("unchecked") // of the same class by its key
  private <P> P found(P part, String uid, String version) {
    forget();
    var key = new Key(part.getClass(), uid, version);
    Held known = held.get(key);
    Object found = known == null ? null : known.get();
    if (found != null && found.equals(part)) {
      return (P) found;
    }
    held.put(key, new Held(key, part, gone));
    return part;
  }

  private void forget() {
    for (var old = gone.poll(); old != null; old = gone.poll()) {
      held.remove(((Held) old).key, old);
    }
  }
}
