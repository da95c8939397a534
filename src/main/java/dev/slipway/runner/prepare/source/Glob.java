package dev.slipway.runner.prepare.source;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Paths that a source's address means: one, those that match a pattern ({@code *} and {@code ?}
 * stay inside a folder, {@code **} does not, {@code [a-z]}, {@code {a,b}}), or all below a folder
 * when it ends in a slash. Names that begin with {@code _} or {@code .} are bookkeeping of what
 * wrote them, and are passed over unless they are named.
 */
final class Glob {
  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{\\\\]");

  private final String path;
  private final String folder;
  private final boolean literal;
  private final List<PathMatcher> matchers;

  private Glob(String path, String folder, boolean literal, List<PathMatcher> matchers) {
    this.path = path;
    this.folder = folder;
    this.literal = literal;
    this.matchers = matchers;
  }

  /** The paths of an address. */
  static Glob of(String source, String path) {
    var special = SPECIAL.matcher(path);
    boolean pattern = special.find();
    boolean below = path.endsWith("/");
    String fixed = pattern ? path.substring(0, special.start()) : path;
    String folder = fixed.substring(0, fixed.lastIndexOf('/') + 1);
    try {
      String all = below ? path + "**" : path;
      // Between slashes, ** stands for no folder too.
      List<PathMatcher> matchers =
          Stream.of(all, all.replace("/**/", "/")).distinct().map(Glob::matcher).toList();
      return new Glob(path, folder, !pattern && !below, matchers);
    } catch (PatternSyntaxException e) {
      throw SourceFault.unreadable(source, path + " is no pattern of paths: " + e.getDescription());
    }
  }

  /** Whether it is one path, that of a file. */
  boolean literal() {
    return literal;
  }

  /** The path, or pattern. */
  String path() {
    return path;
  }

  /** The folder that everything lies in; empty or with a slash at its end. */
  String folder() {
    return folder;
  }

  /** Whether a path is meant. */
  boolean matches(String candidate) {
    if (!candidate.startsWith(folder) || candidate.indexOf('\0') >= 0) {
      return false;
    }
    Path whole = Path.of(candidate);
    return !hidden(candidate.substring(folder.length()))
        && matchers.stream().anyMatch(m -> m.matches(whole));
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }

  /** Whether a file, or a folder that it lies in, is bookkeeping. */
  static boolean hidden(String below) {
    return List.of(below.split("/")).stream()
        .anyMatch(
            part ->
                (part.startsWith(".") && !part.equals("."))
                    || (part.startsWith("_") && !part.contains("=")));
  }
}
