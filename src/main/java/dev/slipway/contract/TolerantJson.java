package dev.slipway.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that another version of Slipway may have written, in the store, in a pod or in an
 * annotation: fields that this version does not know are passed over.
 */
public final class TolerantJson {
  /** It is shared: nobody configures it. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private TolerantJson() {}
}
