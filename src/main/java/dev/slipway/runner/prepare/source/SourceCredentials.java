package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.contract.CredentialVariables;
import java.util.HashMap;
import java.util.Map;

/** What a source's Secret holds, from the variables that the pod got it in. */
final class SourceCredentials {
  /** The key of the value of an HTTP header. */
  static final String HEADER = "header";

  /** The Secret's keys that are there and hold something. */
  static Map<String, String> of(Source source, Map<String, String> variables) {
    var credentials = new HashMap<String, String>();
    for (CredentialVariables.Key key : CredentialVariables.of(source)) {
      String value = variables.get(key.variable());
      if (value != null && !value.isBlank()) {
        credentials.put(key.name(), value);
      }
    }
    return credentials;
  }

  private SourceCredentials() {}
}
