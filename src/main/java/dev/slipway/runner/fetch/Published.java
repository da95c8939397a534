package dev.slipway.runner.fetch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.RunnerException;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import java.io.IOException;

/** What was published of an item, and that it is that. */
final class Published {
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /** Reads a file without which there is no such thing. */
  static byte[] read(ObjectStore store, String name, Item item, String what) {
    try {
      return store.read(name);
    } catch (StoreException e) {
      if (e.reason().equals(StoreException.NOT_FOUND)) {
        throw new RunnerException(
            "NotFound", "there is no " + what + " at " + item.uri() + ": no " + name, false);
      }
      throw e;
    }
  }

  /** What a file of it says. */
  static <T> T parse(byte[] text, Class<T> type, Item item) {
    try {
      return JSON.readValue(text, type);
    } catch (IOException e) {
      throw Incoming.mismatch(item, "one of its files is no JSON: " + e.getMessage());
    }
  }

  /** Refuses what has another digest. */
  static void expect(Item item, String digest, String what) {
    if (!item.digest().equals(digest)) {
      throw Incoming.mismatch(item, what + " " + digest);
    }
  }

  private Published() {}
}
