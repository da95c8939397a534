package dev.slipway.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.opendal.OpenDALException;

/** Turns the library's many-line errors into one line for a person. */
final class StoreFault {
  private static final Pattern SUMMARY = Pattern.compile("=> *(.*)");
  private static final Pattern SOURCE = Pattern.compile("Source:\\s*\\n\\s*(.*)");
  private static final Pattern RESPONSE =
      Pattern.compile("<Code>(.*?)</Code>|code: \"(.*?)\"", Pattern.DOTALL);

  static StoreException of(OpenDALException fault, String verb, String place) {
    String all = fault.getMessage() == null ? "" : fault.getMessage();
    String text = "cannot " + verb + " " + place + ": " + summary(all);
    return switch (fault.getCode()) {
      case NotFound ->
          all.contains("NoSuchBucket")
              ? new StoreException(
                  StoreException.INVALID, text + " (there is no such bucket)", fault)
              : new StoreException(StoreException.NOT_FOUND, text, fault);
      case PermissionDenied ->
          new StoreException(
              StoreException.FORBIDDEN, text + "; check the store's credentials", fault);
      case ConfigInvalid, Unsupported, IsADirectory, NotADirectory ->
          new StoreException(StoreException.INVALID, text, fault);
      default -> new StoreException(StoreException.UNREACHABLE, text, fault);
    };
  }

  private static String summary(String all) {
    var text = new StringBuilder();
    for (Pattern pattern : new Pattern[] {SUMMARY, RESPONSE, SOURCE}) {
      Matcher found = pattern.matcher(all);
      if (found.find()) {
        String part = found.group(1) == null ? found.group(found.groupCount()) : found.group(1);
        text.append(text.isEmpty() ? "" : ": ").append(part.strip());
      }
    }
    return text.isEmpty() ? all.lines().findFirst().orElse("no reason given") : text.toString();
  }

  private StoreFault() {}
}
