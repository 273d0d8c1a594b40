package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Forms that names, paths and modes of a specification must have. */
final class Checks {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern MODE = Pattern.compile("0{0,4}[0-7]{1,4}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_PATH = 4095;

  private Checks() {}

  /** A name becomes a directory of the image, so it must never be able to leave its folder. */
  static Located<String> name(Located<String> name, String what) throws FormatException {
    if (!NAME.matcher(name.value()).matches()) {
      throw wrong(
          name, what, "wanted a name of letters, digits, \".\", \"_\", \"-\", at most 128 of them");
    }
    return name;
  }

  /** A path inside the image without its leading slash; never empty, never climbing. */
  static Located<String> imagePath(Located<String> path, String what) throws FormatException {
    String bare = stripSlashes(path.value());
    if (bare.isEmpty()) {
      throw wrong(path, what, "wanted a path below /");
    }
    climbsNowhere(path, what);
    return new Located<>(bare, path.at());
  }

  /** An absolute path, as mount points must be; kept as written. */
  static Located<String> absolutePath(Located<String> path, String what) throws FormatException {
    if (!path.value().startsWith("/")) {
      throw wrong(path, what, "wanted an absolute path");
    }
    climbsNowhere(path, what);
    return path;
  }

  /** No {@code ..}, {@code .} or empty parts, no control characters. */
  static void climbsNowhere(Located<String> path, String what) throws FormatException {
    String bare = stripSlashes(path.value());
    if (path.value().length() > MAX_PATH || CONTROL.matcher(bare).find()) {
      throw wrong(path, what, "wanted at most " + MAX_PATH + " printable characters");
    }
    for (String part : bare.split("/", -1)) {
      if (part.equals("..") || part.equals(".") || (part.isEmpty() && !bare.isEmpty())) {
        throw wrong(path, what, "the path must not have \"..\", \".\" or empty parts");
      }
    }
  }

  /** The path of a file beside the specification; whether it may be read, its reader says. */
  static Located<String> localPath(Located<String> path, String what) throws FormatException {
    if (path.value().isEmpty()
        || path.value().length() > MAX_PATH
        || CONTROL.matcher(path.value()).find()) {
      throw wrong(path, what, "wanted the path of a file");
    }
    return path;
  }

  static Located<String> notEmpty(Located<String> text, String what) throws FormatException {
    if (text.value().isEmpty()) {
      throw wrong(text, what, "wanted a text that is not empty");
    }
    return text;
  }

  /** Permission bits written as octal digits, e.g. {@code "0644"}. */
  static Located<Integer> mode(Located<String> mode, String what) throws FormatException {
    if (!MODE.matcher(mode.value()).matches()) {
      throw wrong(mode, what, "wanted octal digits up to 7777, as in \"0644\"");
    }
    return new Located<>(Integer.parseInt(mode.value(), 8), mode.at());
  }

  static Located<String> oneOf(Located<String> word, String what, String... allowed)
      throws FormatException {
    if (!Arrays.asList(allowed).contains(word.value())) {
      String help =
          Spelling.nearest(word.value(), Arrays.asList(allowed))
              .map(n -> "did you mean \"" + n + "\"?")
              .orElse("wanted one of " + String.join(", ", allowed));
      throw wrong(word, what, help);
    }
    return word;
  }

  static FormatException wrong(Located<String> value, String what, String wanted) {
    return new FormatException(
        value.at().toString(),
        what + ": found " + FormatException.quote(value.value()) + "; " + wanted);
  }

  private static String stripSlashes(String path) {
    int from = 0;
    while (from < path.length() && path.charAt(from) == '/') {
      from++;
    }
    int to = path.length();
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    return path.substring(from, to);
  }
}
