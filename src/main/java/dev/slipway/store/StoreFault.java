package dev.slipway.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.opendal.OpenDALException;

/** Turns the library's many-line errors into one line for a person. */
final class StoreFault {
  private static final Pattern SUMMARY = Pattern.compile("=> *(.*)");
  private static final Pattern SOURCE = Pattern.compile("Source:\\s*\\n\\s*(.*)");
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|ExpiredToken|InvalidToken|RequestExpired"
              + "|AuthenticationFailed|AuthorizationFailure|invalid_grant");
  private static final Pattern NO_ROOM =
      Pattern.compile(
          "No space left|Disk quota exceeded|StorageFull|QuotaExceeded|InsufficientStorage|status: 507");
  private static final Pattern NO_BUCKET = Pattern.compile("NoSuchBucket|ContainerNotFound");
  private static final int LONGEST = 500;

  static StoreException of(OpenDALException fault, String verb, String place) {
    String all = fault.getMessage() == null ? "" : fault.getMessage();
    String text = "cannot " + verb + " " + place + ": " + summary(all);
    if (NO_BUCKET.matcher(all).find()) {
      return new StoreException(
          StoreException.INVALID,
          "cannot " + verb + " " + place + ": there is no such bucket",
          fault);
    }
    if (NO_ROOM.matcher(all).find()) {
      return new StoreException(
          StoreException.FULL,
          text + "; enlarge the store's claim or quota, or remove what nobody needs (retention)",
          fault);
    }
    if (all.contains("LoadCredential")) {
      return new StoreException(
          StoreException.FORBIDDEN,
          "cannot "
              + verb
              + " "
              + place
              + ": there are no credentials; check the store's credentials",
          fault);
    }
    if (CREDENTIALS.matcher(all).find()) {
      return new StoreException(
          StoreException.FORBIDDEN, text + "; check the store's credentials", fault);
    }
    return switch (fault.getCode()) {
      case NotFound -> new StoreException(StoreException.NOT_FOUND, text, fault);
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
    for (Pattern pattern : new Pattern[] {SUMMARY, SOURCE}) {
      Matcher found = pattern.matcher(all);
      if (found.find()) {
        text.append(text.isEmpty() ? "" : ": ").append(found.group(1).strip());
      }
    }
    String summary =
        text.isEmpty() ? all.lines().findFirst().orElse("no reason given") : text.toString();
    return summary.length() > LONGEST ? summary.substring(0, LONGEST) + "…" : summary;
  }

  private StoreFault() {}
}
