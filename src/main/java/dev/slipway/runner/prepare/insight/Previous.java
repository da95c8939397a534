package dev.slipway.runner.prepare.insight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.TolerantJson;
import dev.slipway.profile.Profile;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotSchema;
import dev.slipway.store.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is known of the snapshot that was current until now; its rows are not read again. */
public record Previous(Snapshot snapshot, SnapshotSchema schema, Profile profile) {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * Reads it from its folder.
   *
   * @return null when somebody has removed the folder
   */
  public static @Nullable Previous read(Snapshot snapshot, ObjectStore folder) throws IOException {
    try {
      return new Previous(
          snapshot,
          JSON.readValue(folder.read("schema.json"), SnapshotSchema.class),
          JSON.readValue(folder.read("profile.json"), Profile.class));
    } catch (StoreException e) {
      if (e.reason().equals(StoreException.NOT_FOUND)) {
        return null;
      }
      throw e;
    }
  }
}
